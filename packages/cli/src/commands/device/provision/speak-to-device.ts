import { z } from 'zod';
import { CliError } from '../../../cli-error.ts';
import { printable } from '../../../output/text-width.ts';
import type { Answer, SerialLine } from './serial-line.ts';

/** What a device tells of itself; never a secret. */
const Who = z.object({
  deviceId: z.string().max(32).nullable(),
  firmware: z.string().max(64),
  server: z.string().max(200).nullish(),
});
export type Who = z.output<typeof Who>;

const Fault = z.object({ field: z.string().max(64), message: z.string().max(200) });

/** A board needs some 2 s from its reset to its first answer. */
const ASK_EVERY_MS = 1000;
const FIND_MS = 20_000;
const ANSWER_MS = 5000;
/** Later answers than this do not come: the line takes less for any. */
const QUIET_MS = 300;
const ATTEMPTS = 3;

/** Asks until the device answers: opening the port may have reset it, and half a line may lie there before. Throws CliError no-answer. */
export async function findDevice(line: SerialLine, path: string, findMs = FIND_MS): Promise<Who> {
  const endMs = Date.now() + findMs;
  do {
    const who = Who.safeParse((await line.ask('\nHADIR WHO', ASK_EVERY_MS))?.told);
    if (who.success) {
      await line.settle(QUIET_MS);
      return who.data;
    }
  } while (Date.now() < endMs);
  throw new CliError(
    'no-answer',
    `No camera with the Hadir firmware answers at ${path}.`,
    'Press its reset button (and take IO0 off ground), check that it has power and the right port, and that the firmware is on it.',
  );
}

/** Sends a command that may be repeated. Throws CliError with the device's own words when it refuses. */
export async function command(line: SerialLine, text: string, what: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await line.ask(text, ANSWER_MS);
    if (answer?.ok) return;
    if (answer) throw refusal(answer, what);
  }
  throw new CliError(
    'no-answer',
    `The camera does not answer to ${what}.`,
    'Check the cable, press its reset button, and run the command again.',
  );
}

/** A certificate goes line by line; a part that was lost spoils it, so that it begins anew then. */
export async function sendCa(line: SerialLine, pem: string): Promise<void> {
  await command(line, 'HADIR CA BEGIN', 'the certificate');
  for (const part of pem.split(/\r?\n/).filter((each) => each !== '')) {
    const answer = await line.ask(`HADIR CA ${part}`, ANSWER_MS);
    if (!answer) {
      throw new CliError('no-answer', 'The camera broke off amid the certificate.', 'Run the command again.');
    }
    if (!answer.ok) throw refusal(answer, 'the certificate');
  }
  await command(line, 'HADIR CA END', 'the certificate');
}

function refusal({ told }: Answer, what: string): CliError {
  const fault = Fault.safeParse(told).data;
  const reason = fault ? `${printable(fault.field)} ${printable(fault.message)}` : 'it does not say why';
  return new CliError(
    'refused',
    `The camera refuses ${what}: ${reason}.`,
    'Mend that and run the command again.',
  );
}
