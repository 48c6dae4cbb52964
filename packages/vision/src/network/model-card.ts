import { z } from 'zod';

/** What networks are used for; each is optional but for `deep`, which needs the first three and `feature`. */
export const TASKS = ['detect', 'landmarks', 'eyes', 'feature', 'liveness', 'expression'] as const;
export type Task = (typeof TASKS)[number];

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,39}$/, 'lower-case letters, digits, dots and dashes, at most 40');

/** A file described next to its network: what it is, where it comes from, what goes in and what comes out. docs/models.md explains each. */
const modelCard = z.strictObject({
  id: name,
  task: z.enum(TASKS),
  /** A file name, no path. */
  file: z.string().regex(/^[\w.-]+\.onnx$/, 'the name of an .onnx file beside the card'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
  bytes: z.int().positive(),
  /** Null when the site brought the file itself. */
  source: z
    .strictObject({ npm: z.string(), integrity: z.string().startsWith('sha512-'), path: z.string() })
    .nullable(),
  licence: z.string().min(1),
  trainingData: z.string().min(1),
  /** The network sees (pixel − mean) · scale. */
  input: z.strictObject({
    width: z.int().min(8).max(1024),
    height: z.int().min(8).max(1024),
    channels: z.enum(['rgb', 'bgr', 'grey']),
    mean: z.number(),
    scale: z.number().positive(),
  }),
  /** Numbers in each output, all dimensions multiplied. */
  outputs: z
    .array(z.strictObject({ name: z.string().min(1), length: z.int().positive() }))
    .min(1)
    .max(4),
  thresholds: z.record(z.string(), z.number()),
});

export type ModelCard = Readonly<z.infer<typeof modelCard>>;

/** A model card cannot be used, or what it describes is not there as described. */
export class BadModel extends Error {
  override readonly name = 'BadModel';
}

/** Reads a card's text; `file` is named in errors. Throws BadModel. */
export function parseModelCard(text: string, file: string): ModelCard {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BadModel(`${file} is no JSON`, { cause });
  }
  const parsed = modelCard.safeParse(json);
  if (!parsed.success) throw new BadModel(`${file} is no model card: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** The version that templates made with a network carry: they can be compared only with ones from the same file. */
export function modelVersion({ id, sha256 }: ModelCard): string {
  return `${id}-${sha256.slice(0, 12)}`;
}
