import { z } from 'zod';

const Place = z.object({ x: z.number(), y: z.number() });
const Share = z.number().min(0).max(1);
const GreyLevels = z.array(z.number().min(0).max(255)).max(64);

/** What the matcher keeps of one face in one frame while its presentation lasts, as it stands in Redis; see domain's PresentationSample. */
export const PresentationSample = z.object({
  atMs: z.int(),
  box: Place.extend({ width: z.number(), height: z.number() }),
  landmarks: z.object({
    leftEye: Place,
    rightEye: Place,
    nose: Place.optional(),
    leftMouth: Place.optional(),
    rightMouth: Place.optional(),
  }),
  eyesClosed: Share.nullable(),
  live: Share.nullable(),
  sharpness: z.number().nullable(),
  surround: z.object({ ring: GreyLevels, background: GreyLevels, inner: GreyLevels }).nullable(),
  screen: z.object({ border: Share, moire: Share }).nullable(),
});
export type PresentationSample = z.infer<typeof PresentationSample>;
