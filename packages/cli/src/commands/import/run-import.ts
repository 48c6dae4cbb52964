import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import { pageOf } from '../../api/models.ts';
import { CliError } from '../../cli-error.ts';
import type { Result } from '../../command/define-command.ts';
import { Import, ImportChange, ImportProblem } from './import-models.ts';
import { changeLines, countLines, problemLines, timesText } from './import-text.ts';

export type ImportRun = {
  readonly kind: 'students' | 'rosters' | 'timetable';
  readonly file: string;
  readonly apply: boolean;
  readonly removeMissing?: boolean;
};

const PAGE = 1000;
/** Ten thousand rows in one transaction, on a server that is slow. */
const APPLY_TIMEOUT_MS = 120_000;

/** Has the file checked and, where it has no errors and it is wanted, applied. */
export async function runImport(
  api: ApiClient,
  { kind, file, apply, removeMissing }: ImportRun,
): Promise<Result> {
  const form = new FormData();
  form.append('kind', kind);
  if (removeMissing) form.append('removeMissing', 'true');
  form.append('file', new Blob([new Uint8Array(await readBytes(file))]), basename(file));
  const checked = await api.send({ method: 'POST', path: '/v1/imports', form }, Import);
  const problems = await readAllPages(api, `/v1/imports/${checked.id}/problems`, ImportProblem);
  const changes = await readAllPages(api, `/v1/imports/${checked.id}/changes`, ImportChange);
  if (checked.errorCount > 0) return refused(file, checked, problems);
  if (!apply) return dryRun(file, checked, problems, changes);
  const path = `/v1/imports/${checked.id}/apply`;
  const applied = await api.send({ method: 'POST', path, timeoutMs: APPLY_TIMEOUT_MS }, Import);
  return {
    json: { ...applied, problems, changes },
    text: [`Imported ${file}.`, ...countLines(applied), ...problemLines(problems)].join('\n'),
  };
}

async function readBytes(file: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check the path.', error);
  });
}

async function readAllPages<Item extends z.ZodType>(
  api: ApiClient,
  path: string,
  item: Item,
): Promise<z.output<Item>[]> {
  const items: z.output<Item>[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.get(path, pageOf(item), { limit: PAGE, cursor });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}

function refused(file: string, checked: Import, problems: readonly ImportProblem[]): Result {
  const errors = timesText(checked.errorCount, 'error');
  return {
    ok: false,
    json: { ...checked, problems },
    text: [`${file} has ${errors}; nothing was changed.`, ...problemLines(problems)].join('\n'),
  };
}

function dryRun(
  file: string,
  checked: Import,
  problems: readonly ImportProblem[],
  changes: readonly ImportChange[],
): Result {
  const end =
    changes.length === 0 ? 'There is nothing to change.' : 'Nothing was changed: add --apply to write it.';
  const lines = [...problemLines(problems), ...countLines(checked), ...changeLines(changes), end];
  return {
    json: { ...checked, problems, changes },
    text: [`${file}: ${timesText(checked.rowCount, 'row')} read.`, ...lines].join('\n'),
  };
}
