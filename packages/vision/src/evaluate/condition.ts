import { EvaluationError } from './evaluation-error.ts';

/** How probes are shown to an engine: as photographed when `faceWidthPx` is null, else within a VGA frame of a simulated camera. */
export type Condition = {
  readonly name: string;
  readonly faceWidthPx: number | null;
  /** Light against what is right; 1 is right. */
  readonly exposure: number;
  /** 1 is a classroom's light, 3 a dim corridor. */
  readonly noise: number;
  /** libjpeg's, 1 to 100. */
  readonly jpegQuality: number;
};

const CAMERA = { exposure: 1, noise: 1, jpegQuality: 85 } as const;

/** Noise of 3 varies a grey wall by about 10 of 255 steps. The dark frame has a third of the light. */
const MODIFIERS: Readonly<Record<string, Partial<Condition>>> = {
  noise: { noise: 3 },
  'low-light': { exposure: 0.33, noise: 2 },
  // An OV2640's quality 12 divides by the tables that libjpeg has at 62.5.
  quality12: { jpegQuality: 62 },
};

/** What a modifier alone stands for. */
const ALIASES: Readonly<Record<string, string>> = {
  noise: '60+noise',
  'low-light': '80+low-light',
  quality12: '80+quality12',
};

/** For messages. */
const CONDITION_HELP =
  'clean, a face width in px of a VGA frame (120, 80, 60, 40), noise, low-light, quality12';

const LEAST_WIDTH_PX = 16;
const MOST_WIDTH_PX = 400;

/** Reads `clean`, `80`, `60+noise`, `80+low-light+quality12`, `noise`. Throws EvaluationError for what is none. */
export function parseCondition(text: string): Condition {
  if (text === 'clean') return { name: 'clean', faceWidthPx: null, ...CAMERA };
  const [width = '', ...modifiers] = (ALIASES[text] ?? text).split('+');
  const faceWidthPx = /^\d{2,3}$/.test(width) ? Number(width) : 0;
  const known = modifiers.map((modifier) => MODIFIERS[modifier]);
  if (faceWidthPx < LEAST_WIDTH_PX || faceWidthPx > MOST_WIDTH_PX || known.includes(undefined)) {
    throw new EvaluationError(`"${text}" is no condition; known are ${CONDITION_HELP}, or such as 80+noise`);
  }
  return Object.assign({ name: ALIASES[text] ?? text, faceWidthPx, ...CAMERA }, ...known) as Condition;
}
