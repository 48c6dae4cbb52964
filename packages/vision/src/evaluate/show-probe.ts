import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Box, FaceEngine } from '../face-engine.ts';
import { cameraFrame } from './camera-frame.ts';
import { type Condition, parseCondition } from './condition.ts';
import { mostCentral, usualPlace } from './most-central.ts';

/** The photo itself, or what a camera makes of it when its face is at `box`. The same file and condition give the same bytes. */
export async function showProbe(
  photo: Buffer,
  file: string,
  condition: Condition,
  box: Box | undefined,
): Promise<Buffer> {
  const { faceWidthPx, name } = condition;
  if (faceWidthPx === null || !box) return photo;
  return cameraFrame(photo, box, { ...condition, faceWidthPx }, `${basename(file)} ${name}`);
}

/** The face of a photo as it was seen under a condition, as a JPEG; null when none is found. */
export async function cropProbe(
  engine: FaceEngine,
  file: string,
  condition = 'clean',
): Promise<Buffer | null> {
  const photo = await readFile(file);
  const clean = await engine.extract(photo);
  const box = mostCentral(clean)?.box ?? usualPlace(clean);
  const shown = await showProbe(photo, file, parseCondition(condition), box);
  const face = mostCentral(shown === photo ? clean : await engine.extract(shown));
  return face ? face.crop() : null;
}
