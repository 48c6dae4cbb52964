import { readFile } from 'node:fs/promises';
import { text as readText } from 'node:stream/consumers';
import { DeviceId, formatDeviceKey, parseDeviceKey } from '@hadir/contracts';
import { z } from 'zod';
import { CliError, UsageError } from '../../../cli-error.ts';
import { readKey } from '../../camera/device-fields.ts';

type Given = {
  readonly device: string | undefined;
  readonly key: string | undefined;
  readonly from: string | undefined;
};
export type Identity = { readonly deviceId: string; readonly key: string };

/** What `hadir device add --json` and `rotate-key --json` print. */
const Printed = z.object({
  device: z.object({ id: DeviceId }),
  key: z.string().refine((key) => parseDeviceKey(key) !== undefined),
});

/** The device's id and key, from the options or from what was printed when it was added. Throws UsageError, CliError. */
export async function whoToBecome({ device, key, from }: Given): Promise<Identity> {
  if (from !== undefined) {
    if (device !== undefined || key !== undefined) {
      throw new UsageError(
        '--from has the device and its key.',
        'Give either --from, or --device and --key.',
      );
    }
    return readPrinted(from);
  }
  if (device === undefined || key === undefined) {
    throw new UsageError(
      'Which device this becomes is not known.',
      'Give --device ID --key @FILE, or pipe: hadir device add ID --name NAME --json | hadir device provision --from - …',
    );
  }
  return { deviceId: device, key: formatDeviceKey(await readKey(key)) };
}

async function readPrinted(from: string): Promise<Identity> {
  const text = await readSource(from);
  try {
    const { device, key } = Printed.parse(JSON.parse(text));
    return { deviceId: device.id, key };
  } catch {
    // The cause may quote the key.
    throw new CliError(
      'bad-source',
      `${from === '-' ? 'Standard input' : from} does not hold a device and its key.`,
      'It is what `hadir device add … --json` prints; if that failed, its own message says why.',
    );
  }
}

async function readSource(from: string): Promise<string> {
  if (from === '-') return readText(process.stdin);
  return readFile(from, 'utf8').catch((error: unknown) => {
    throw new CliError('no-file', `${from} cannot be read.`, 'Check the path after --from.', error);
  });
}
