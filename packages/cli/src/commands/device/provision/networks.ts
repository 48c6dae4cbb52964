import { readFile } from 'node:fs/promises';
import { CliError, UsageError } from '../../../cli-error.ts';
import type { AskHidden } from './ask-hidden.ts';

export type Network = { readonly ssid: string; readonly password: string };

const MOST_SSID_BYTES = 32;

/**
 * Networks as they are typed: `SSID` asks for the password, `SSID:@FILE` reads it, `SSID:` has none. A password in a command line
 * would be in the shell's history and seen by everybody on the machine.
 */
export async function readNetworks(given: readonly string[], askHidden: AskHidden): Promise<Network[]> {
  const networks: Network[] = [];
  for (const text of given) networks.push(await readNetwork(text, askHidden));
  return networks;
}

async function readNetwork(text: string, askHidden: AskHidden): Promise<Network> {
  const [, ssid = '', file] = /^(.*?)(?::(?:@(.*))?)?$/s.exec(text) ?? [];
  const bytes = Buffer.byteLength(ssid);
  if (bytes < 1 || bytes > MOST_SSID_BYTES) {
    throw new UsageError(
      '--wifi must name a network of 1 to 32 bytes.',
      'It reads SSID, SSID:@FILE or SSID:',
    );
  }
  const password = await passwordOf(text, ssid, file, askHidden);
  if (password === '' || isPassword(password)) return { ssid, password };
  throw new UsageError(
    `The password of ${ssid} must have 8 to 63 bytes, or 64 hex digits.`,
    `For a network without one give --wifi "${ssid}:".`,
  );
}

async function passwordOf(
  text: string,
  ssid: string,
  file: string | undefined,
  askHidden: AskHidden,
): Promise<string> {
  if (file !== undefined) return firstLine(file);
  return text.endsWith(':') ? '' : askHidden(`Password of ${ssid}: `);
}

async function firstLine(file: string): Promise<string> {
  try {
    const [line = ''] = (await readFile(file, 'utf8')).split(/\r?\n/);
    return line;
  } catch (error) {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check the path after :@.', error);
  }
}

function isPassword(password: string): boolean {
  const bytes = Buffer.byteLength(password);
  return (bytes >= 8 && bytes <= 63) || /^[0-9a-fA-F]{64}$/.test(password);
}
