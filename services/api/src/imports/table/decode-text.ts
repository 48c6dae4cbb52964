import { type Problem, problem } from '../problem.ts';

export type Decoded = { readonly text: string; readonly problems: readonly Problem[] };

/** A quarter of NULs is far more than any text of one byte a letter has. */
const NUL_SHARE = 0.25;

/** UTF-8 and UTF-16, told by their mark or their form, else Windows-1252, which older spreadsheets write. */
export function decodeText(bytes: Buffer): Decoded | Problem {
  const encoding = encodingOf(bytes);
  const text = encoding === undefined ? undefined : decode(bytes, encoding);
  if (text === undefined || hasControls(text)) {
    return problem(
      'unknown-encoding',
      'this is not text in UTF-8, UTF-16 or Windows-1252; save it as "CSV UTF-8" or as .xlsx',
    );
  }
  if (encoding !== 'windows-1252') return { text, problems: [] };
  const message =
    'the file is not UTF-8 and was read as Windows-1252: look at letters with accents, or save it as "CSV UTF-8"';
  return { text, problems: [problem('guessed-encoding', message)] };
}

function encodingOf(bytes: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 4096);
  const nuls = (parity: number): number => head.filter((byte, at) => byte === 0 && at % 2 === parity).length;
  if (nuls(1) > head.length * NUL_SHARE) return 'utf-16le';
  if (nuls(0) > head.length * NUL_SHARE) return 'utf-16be';
  return decode(bytes, 'utf-8') === undefined ? 'windows-1252' : 'utf-8';
}

function decode(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Windows-1252 decodes any bytes: what is no text shows by characters that no text has. */
function hasControls(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return /[\u0000-\u0008\u000e-\u001f\u0081\u008d\u008f\u0090\u009d\ufffe]/.test(text);
}
