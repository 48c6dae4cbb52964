import type { SeenFace } from '../detect/seen-face.ts';
import type { FaceSigns } from '../face-engine.ts';
import { decodeImage } from '../image/decode-image.ts';
import { withMats } from '../image/with-mats.ts';
import { toWorkingImage } from '../image/working-image.ts';
import type { Networks } from '../network/create-networks.ts';

/** Places in the outputs of the networks. */
const LIVE = 0;
const HAPPY = 3;
const NEUTRAL = 6;

/** Runs the networks that are asked on one face of an image, which is decoded again. */
export async function readSigns(
  networks: Networks | undefined,
  image: Buffer,
  { drawn }: SeenFace,
  wanted: { readonly live?: boolean; readonly expression?: boolean },
): Promise<FaceSigns> {
  if (!networks || !(wanted.live || wanted.expression)) return { live: null, expression: null };
  return withMats(async (keep) => {
    const { mat } = await toWorkingImage(keep(await decodeImage(image, 'bgr')), keep);
    const live = wanted.live ? await networks.liveness(mat, drawn) : null;
    const expression = wanted.expression ? await networks.expression(mat, drawn) : null;
    return { live: live?.[LIVE] ?? null, expression: expression && readExpression(expression) };
  });
}

function readExpression(shares: Float32Array): FaceSigns['expression'] {
  const [happy, neutral] = [shares[HAPPY] ?? 0, shares[NEUTRAL] ?? 0];
  return { happy, neutral, other: Math.max(0, 1 - happy - neutral) };
}
