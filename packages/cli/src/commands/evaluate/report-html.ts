import { basename } from 'node:path';
import { escapeText } from '../../charts/escape-text.ts';
import { figure, htmlPage } from '../../charts/html-page.ts';
import type { Confusion, EvaluationReport, RunReport } from './evaluation-report.ts';
import { share } from './figures.ts';
import type { NamedChart } from './report-charts.ts';
import {
  agreementTable,
  comparisonTable,
  halvesTable,
  missesTable,
  sizeTable,
  thresholdTable,
} from './report-tables.ts';

/** The two faces of a confusion as JPEGs: what was seen, and an enrolment photo of whom it was taken for. */
export type CropPair = { readonly seen: Buffer | null; readonly candidate: Buffer | null };
export type FindCrops = (run: RunReport, confusion: Confusion) => CropPair | undefined;

/** One file that needs no other. With `crops` it holds faces, and says so. */
export function reportHtml(
  report: EvaluationReport,
  charts: readonly NamedChart[],
  crops: FindCrops | undefined,
): string {
  const general = charts.filter(({ condition }) => condition === null);
  const curves = charts.filter(({ condition }) => condition !== null);
  const drawn = ({ svg, caption }: NamedChart): string => figure(svg, caption);
  const sections = [
    intro(report, crops !== undefined),
    '<h2>By condition</h2>',
    ...general.slice(0, 1).map(drawn),
    '<h2>Thresholds</h2>',
    thresholdTable(report),
    section('Other people', halvesTable(report)),
    section('The engines side by side', comparisonTable(report)),
    section('When engines contradict each other', agreementTable(report)),
    '<h2>Curves</h2>',
    `<div class="charts">${curves.map(drawn).join('')}</div>`,
    '<h2>By face size</h2>',
    ...general.slice(1).map(drawn),
    sizeTable(report),
    '<h2>Worst confusions</h2>',
    ...report.runs.map((run) => confusions(run, crops)),
    '<h2>Rank-1, faces not found, and time</h2>',
    missesTable(report),
  ];
  return htmlPage('Recognition, measured', sections.filter(Boolean).join('\n'));
}

function section(title: string, content: string): string {
  return content && `<h2>${escapeText(title)}</h2>\n${content}`;
}

function intro({ runs, enrolled, known, strangers }: EvaluationReport, hasCrops: boolean): string {
  const engines = [...new Set(runs.map(({ engine, modelVersion }) => `${engine} (${modelVersion})`))];
  const warning = hasCrops
    ? '<p class="warning"><strong>This file holds faces.</strong> Keep it as you keep the photos, and delete it with them.</p>'
    : '';
  return `${warning}<p>${escapeText(engines.join(', '))}. ${enrolled.people} people enrolled with ${enrolled.photos} photos, ${known.probes} photos of them and ${strangers.probes} of strangers to look for.</p>
<p class="note">DIR is the share of known probes whose best candidate is the right person, above the threshold; FPIR the share of strangers above it. A face that is not found counts as a failure. Intervals hold the true value in 95 of 100 such measurements: those of DIR are bootstrapped over people and strangers, others are Wilson's. Conditions other than clean are simulated.</p>`;
}

const KINDS: Readonly<Record<Confusion['kind'], string>> = {
  stranger: 'Strangers most like someone',
  'wrong-person': 'Known people taken for another',
  'hardly-known': 'Known people least like themselves',
};

function confusions(run: RunReport, crops: FindCrops | undefined): string {
  const lists = (Object.keys(KINDS) as Confusion['kind'][]).map((kind) => {
    const own = run.confusions.filter((confusion) => confusion.kind === kind);
    if (own.length === 0) return `<p>${KINDS[kind]}: none.</p>`;
    const items = own.map((confusion) => `<li>${pair(run, confusion, crops)}</li>`);
    return `<h4>${KINDS[kind]}</h4><ul class="pairs">${items.join('')}</ul>`;
  });
  return `<details><summary>${escapeText(`${run.engine}, ${run.condition}`)}</summary>${lists.join('')}</details>`;
}

function pair(run: RunReport, confusion: Confusion, crops: FindCrops | undefined): string {
  const { file, candidate, score } = confusion;
  const found = crops?.(run, confusion);
  const images = found
    ? `${image(found.seen, basename(file))} ${image(found.candidate, candidate ?? '')}<br>`
    : '';
  const told =
    candidate === null || score === null ? 'no face found' : `taken for ${candidate} at ${share(score)}`;
  return `${images}${escapeText(basename(file))}: ${escapeText(told)}`;
}

function image(jpeg: Buffer | null, name: string): string {
  if (!jpeg) return '';
  return `<img alt="${escapeText(`Face of ${name}`)}" src="data:image/jpeg;base64,${jpeg.toString('base64')}">`;
}
