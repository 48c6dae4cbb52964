import { buildNative, NativeBuildError } from './build-native.mjs';
import { findAddons } from './native/addons.mjs';
import { cacheKey, isPlaced } from './native/cache.mjs';
import { findOpenCv } from './native/opencv.mjs';
import { ROOT } from './paths.mjs';
import { SetupError } from './setup-error.mjs';

/** The OpenCV binding and the nearest-neighbour index: minutes to compile once, then from the user's cache. */
export const nativeAddons = {
  title: 'OpenCV binding',
  note: 'the first time on a machine it is compiled: 3 to 6 minutes',
  isDone() {
    const openCv = findOpenCv();
    return findAddons(ROOT).every((addon) => isPlaced(addon, cacheKey(addon, openCv)));
  },
  async run({ update }) {
    try {
      await buildNative({ root: ROOT, log: update });
    } catch (error) {
      if (!(error instanceof NativeBuildError)) throw error;
      const { message, advice, logTail, logFile } = error;
      throw new SetupError(message, { advice, tail: logTail, logFile, cause: error });
    }
  },
};
