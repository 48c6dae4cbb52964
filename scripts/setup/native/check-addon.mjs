// Loads one addon in a process of its own and makes it work once: `node check-addon.mjs <name> <file>`.
// A separate process, because an addon for another Node or OpenCV may end the process instead of throwing.
import { createRequire } from 'node:module';

const [name, file] = process.argv.slice(2);
const addon = createRequire(import.meta.url)(file);

/** A chessboard: its corners are what SIFT must find. */
function findFeatures(cv) {
  const rows = Array.from({ length: 64 }, (_, y) =>
    Array.from({ length: 64 }, (_, x) => (((x >> 4) + (y >> 4)) % 2) * 255),
  );
  const image = new cv.Mat(rows, cv.CV_8U);
  const sift = new cv.SIFTDetector({ nFeatures: 20 });
  const keyPoints = sift.detect(image);
  const descriptors = sift.compute(image, keyPoints);
  if (descriptors.cols !== 128 || descriptors.rows === 0) throw new Error('SIFT found nothing');
}

const CHECKS = {
  opencv4nodejs: async (cv) => findFeatures(cv),
  flann_index: async ({ build }) => {
    const index = await build(new Float32Array([0, 0, 1, 1, 5, 5]), 2, 0);
    const { indices } = await index.search(new Float32Array([1, 1.2]), 1, 1);
    if (indices[0] !== 1) throw new Error('the index found the wrong row');
  },
};

await CHECKS[name](addon);
