import { buildFlannIndex } from '@hadir/flann-index';
import { openCv } from './pixels/open-cv.ts';

/** What was compiled on this machine. */
export type NativeParts = { readonly openCvVersion: string; readonly hasSift: boolean };

/** Loads the OpenCV binding, for a diagnosis. Throws what the loader says when it cannot be loaded. */
export function checkOpenCv(): NativeParts {
  const cv = openCv();
  const { major, minor, revision } = cv.version;
  return { openCvVersion: `${major}.${minor}.${revision}`, hasSift: typeof cv.SIFTDetector === 'function' };
}

/** Builds and searches the smallest index, for a diagnosis. Rejects when the addon cannot be loaded or answers wrongly. */
export async function checkIndex(): Promise<void> {
  const index = await buildFlannIndex(new Float32Array([0, 0, 3, 4]), { kind: 'linear', dimensions: 2 });
  try {
    const { indices } = await index.search(new Float32Array([3, 3]), { k: 1 });
    if (indices[0] !== 1) throw new Error('the index does not find the nearest row');
  } finally {
    index.close();
  }
}
