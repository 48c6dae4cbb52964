import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evaluation, FaceEngine } from '@hadir/vision';
import { CliError } from '../../cli-error.ts';
import type { Screen } from '../../output/screen.ts';
import type { EvaluationReport } from './evaluation-report.ts';
import { type NamedChart, reportCharts } from './report-charts.ts';
import { type CropPair, type FindCrops, reportHtml } from './report-html.ts';

export type Files = {
  readonly html: string | undefined;
  readonly svgDir: string | undefined;
  readonly crops: boolean;
};

/** Writes what was asked for; answers a line for each. Rejects with CliError when a file cannot be written. */
export async function writeReport(
  report: EvaluationReport,
  { html, svgDir, crops }: Files,
  source: { readonly evaluation: Evaluation; readonly engine: FaceEngine; readonly screen: Screen },
): Promise<string[]> {
  if (html === undefined && svgDir === undefined) return [];
  const charts = reportCharts(report);
  const find = crops ? await cutCrops(report, source) : undefined;
  const lines: string[] = [];
  try {
    if (html !== undefined) lines.push(await writeHtml(html, reportHtml(report, charts, find), crops));
    if (svgDir !== undefined) lines.push(await writeCharts(svgDir, charts));
  } catch (error) {
    throw new CliError(
      'not-written',
      `${messageOf(error)}.`,
      'Name a file in a folder that is there.',
      error,
    );
  }
  return lines;
}

async function writeHtml(file: string, page: string, crops: boolean): Promise<string> {
  await writeFile(file, page);
  return `Wrote ${file}${crops ? ', which holds faces: keep it as you keep the photos' : ''}.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function writeCharts(dir: string, charts: readonly NamedChart[]): Promise<string> {
  await mkdir(dir, { recursive: true });
  for (const { name, svg } of charts) await writeFile(join(dir, `${name}.svg`), svg);
  return `Wrote ${charts.length} charts into ${dir}.`;
}

/** Each face once, however often it was confused. */
async function cutCrops(
  { runs }: EvaluationReport,
  { evaluation, engine, screen }: Parameters<typeof writeReport>[2],
): Promise<FindCrops> {
  const { cropProbe } = await import('@hadir/vision');
  const cut = new Map<string, Buffer | null>();
  const add = async (file: string, condition: string): Promise<void> => {
    const key = keyOf(file, condition);
    if (!cut.has(key)) cut.set(key, await cropProbe(engine, file, condition));
    screen.progress(`${cut.size} crops`);
  };
  const photoOf = new Map(evaluation.people.map(({ personId, enrol: [photo] }) => [personId, photo]));
  const photo = (candidate: string | null): string | undefined => photoOf.get(candidate ?? '');
  for (const { condition, confusions } of runs) {
    for (const { file, candidate } of confusions) {
      await add(file, condition);
      const enrolled = photo(candidate);
      if (enrolled !== undefined) await add(enrolled, 'clean');
    }
  }
  return ({ condition }, { file, candidate }): CropPair => ({
    seen: cut.get(keyOf(file, condition)) ?? null,
    candidate: cut.get(keyOf(photo(candidate) ?? '', 'clean')) ?? null,
  });
}

function keyOf(file: string, condition: string): string {
  return `${condition} ${file}`;
}
