import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { FaceEngine } from '../face-engine.ts';
import type { Evidence } from './evidence.ts';

/** The fusion that Hadir is shipped with. */
const SHIPPED = fileURLToPath(new URL('../../fusion/default.json', import.meta.url));

const share = z.number().min(0).max(1);
/** What one engine did under one condition on one half of the people. */
const measured = z.strictObject({
  condition: z.string(),
  engine: z.enum(['deep', 'sift', 'fused']),
  known: z.int(),
  strangers: z.int(),
  rank1: share,
  points: z.array(
    z.strictObject({
      /** Where the threshold is from: these strangers' own scores, or, with the margin, the calibration below. */
      at: z.enum(['FPIR 1 %', 'FPIR 0.1 %', 'no stranger accepted', 'as calibrated']),
      threshold: z.number(),
      dir: share,
      /** 95 %, by drawing people again. */
      dirInterval: z.strictObject({ low: share, high: share }),
      wrong: z.int(),
      strangersAccepted: z.int(),
    }),
  ),
});

const fusionFile = z.strictObject({
  format: z.literal(1),
  /** Log-odds that a short-listed person is the one seen, who is as likely as not before: weights · evidence + bias. */
  weights: z.strictObject({ deep: z.number(), lead: z.number(), sift: z.number(), bias: z.number() }),
  /** The same when SIFT cannot compare. */
  withoutSift: z.strictObject({ deep: z.number(), lead: z.number(), bias: z.number() }),
  calibration: z.strictObject({ threshold: z.number().positive(), margin: z.number().nonnegative() }),
  /** Evidence of other engines or versions means something else. */
  parts: z.array(z.strictObject({ engine: z.enum(['sift', 'deep']), modelVersion: z.string() })),
  provenance: z.strictObject({
    dataSet: z.string(),
    learnedAt: z.iso.datetime(),
    command: z.string(),
    people: z.strictObject({ training: z.int(), heldOut: z.int() }),
    strangers: z.strictObject({ training: z.int(), heldOut: z.int() }),
    conditions: z.array(z.string()),
    pairs: z.strictObject({ genuine: z.int(), impostor: z.int() }),
    measured: z.strictObject({
      training: z.array(measured),
      heldOut: z.array(measured),
    }),
  }),
});

/** How the evidence of both engines becomes one score. Learned by `hadir fusion learn`. */
export type Fusion = Readonly<z.infer<typeof fusionFile>>;

export type MeasuredHalf = Fusion['provenance']['measured']['heldOut'];

/** A fusion file cannot be used; the message says why. */
export class BadFusion extends Error {
  override readonly name = 'BadFusion';
}

/** Reads a fusion file, the shipped one unless named. Rejects with BadFusion. */
export async function readFusion(file: string = SHIPPED): Promise<Fusion> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BadFusion(`the fusion file ${file} cannot be read`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BadFusion(`the fusion file ${file} is no JSON`, { cause });
  }
  return parseFusion(json, file);
}

/** Throws BadFusion, which names `file`. */
export function parseFusion(json: unknown, file: string): Fusion {
  const parsed = fusionFile.safeParse(json);
  if (!parsed.success) throw new BadFusion(`${file} is no fusion file: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Throws BadFusion when it was learned with other engines or networks than these. */
export function checkFusionParts({ parts }: Fusion, own: FaceEngine['parts']): void {
  for (const { engine, modelVersion } of own) {
    const learned = parts.find((part) => part.engine === engine)?.modelVersion;
    if (learned === modelVersion) continue;
    throw new BadFusion(
      `the fusion was learned with ${learned ?? `no ${engine}`}, not ${modelVersion}; run: hadir fusion learn`,
    );
  }
}

/** Log-odds: 0 is as likely as not. Without any evidence nothing is likely. */
export function fuse(
  { weights, withoutSift }: Pick<Fusion, 'weights' | 'withoutSift'>,
  evidence?: Evidence,
): number {
  if (!evidence) return Number.NEGATIVE_INFINITY;
  const { deep, lead, sift } = evidence;
  return sift === null
    ? withoutSift.deep * deep + withoutSift.lead * lead + withoutSift.bias
    : weights.deep * deep + weights.lead * lead + weights.sift * sift + weights.bias;
}
