import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { cv } from 'opencv4nodejs';

export type OpenCv = typeof cv;

let loaded: OpenCv | undefined;

/**
 * The OpenCV binding, loaded when it is first used, so that what needs no pixels runs without it. Its own entry point would
 * look for an OpenCV to build and write to stdout; the binary and the wrapper that makes its calls promises are all we use.
 */
export function openCv(): OpenCv {
  loaded ??= load();
  return loaded;
}

function load(): OpenCv {
  const require = createRequire(import.meta.url);
  const lib = dirname(require.resolve('opencv4nodejs'));
  const binary: unknown = require(join(lib, '../../build/Release/opencv4nodejs.node'));
  const { default: promisify } = require(join(lib, 'promisify.js')) as { default(binary: unknown): OpenCv };
  return promisify(binary);
}
