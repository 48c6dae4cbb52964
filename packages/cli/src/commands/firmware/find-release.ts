import { FIRMWARE_TARGETS } from '@hadir/contracts';
import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import { readAll } from '../../api/read-all.ts';
import { CliError, UsageError } from '../../cli-error.ts';
import { argument, option } from '../../command/define-command.ts';
import { oneOf, text } from '../../command/fields.ts';
import { Release } from './firmware-models.ts';

export const releaseFields = {
  release: argument('<release>', 'its version or its id', text),
  target: option(
    '--target <target>',
    `where several have this version: ${FIRMWARE_TARGETS.join(', ')}`,
    oneOf(FIRMWARE_TARGETS).optional(),
  ),
};

/** By id, or by version where that names one release. */
export async function findRelease(
  api: ApiClient,
  { release, target }: { readonly release: string; readonly target: string | undefined },
): Promise<Release> {
  if (z.uuid().safeParse(release).success) return api.get(`/v1/firmware/${release}`, Release);
  const found: Release[] = [];
  for await (const each of readAll(api, '/v1/firmware', Release, { target })) {
    if (each.version === release) found.push(each);
  }
  const [first] = found;
  if (found.length > 1) {
    const targets = found.map((each) => each.target).join(', ');
    throw new UsageError(`There is a release ${release} for ${targets}.`, 'Say which: --target');
  }
  if (first) return first;
  const what = target === undefined ? release : `${release} for ${target}`;
  throw new CliError(
    'not-found',
    `There is no release ${what}.`,
    '`hadir firmware list` shows what there is.',
  );
}
