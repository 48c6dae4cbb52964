import { readFile } from 'node:fs/promises';
import { DeviceId, parseDeviceKey } from '@hadir/contracts';
import { z } from 'zod';
import { CliError, UsageError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { option } from '../../command/define-command.ts';
import { decimalNumber, flag, url, wholeNumber } from '../../command/fields.ts';

/** What every command that posts frames needs to know. */
export const deviceFields = {
  device: option('--device <id>', "the device's id", DeviceId),
  key: option(
    '--key <key>',
    "the device's key (hdk_…), or @FILE to keep it out of the shell's history",
    z.string(),
  ),
  ingest: option('--ingest <url>', "where ingest listens (default: the local stack's)", url.optional()),
  fps: option('--fps <n>', 'frames per second', decimalNumber(0.01, 25).default(2)),
  bearer: option('--bearer', 'send the key instead of signing, for a device in that mode', flag),
  seconds: option('--seconds <n>', 'stop by itself after so long', wholeNumber(1, 86_400).optional()),
  verbose: option('--verbose', 'a line for each frame', flag),
};

type DeviceValues = {
  readonly device: string;
  readonly key: string;
  readonly ingest: string | undefined;
  readonly bearer: boolean;
};

/** The part of a camera's options that says who posts and where. */
export async function senderOf({ device, key, ingest, bearer }: DeviceValues, context: Context) {
  const ingestUrl = ingest ?? context.settings.stack?.ingestUrl;
  if (!ingestUrl) {
    throw new UsageError(
      'Where ingest listens is not known.',
      'Give --ingest URL, or start the local stack with `npm start`.',
    );
  }
  return {
    deviceId: device,
    key: await readKey(key),
    ingestUrl,
    auth: bearer ? ('bearer' as const) : ('signed' as const),
  };
}

/** A device key as it is given: `hdk_…`, or @FILE. Throws UsageError, CliError. */
export async function readKey(given: string): Promise<Buffer> {
  const text = given.startsWith('@') ? await readKeyFile(given.slice(1)) : given;
  const key = parseDeviceKey(text.trim());
  if (key) return key;
  throw new UsageError(
    '--key is no device key.',
    'A key reads hdk_ and 43 characters, as `hadir device add` prints it.',
  );
}

async function readKeyFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check the path after @.', error);
  });
}
