import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NativeBuildError } from './native-build-error.mjs';

const { OPENCV_INCLUDE_DIR, OPENCV_LIB_DIR } = process.env;
const INCLUDE_DIRS = [
  OPENCV_INCLUDE_DIR,
  '/usr/include/opencv4',
  '/usr/local/include/opencv4',
  '/opt/homebrew/include/opencv4',
];

/** What the addons need besides a compiler: the headers of OpenCV's core, image, feature, face detection and network modules. */
export const BUILD_PACKAGES = [
  'g++',
  'make',
  'python3',
  'libopencv-calib3d-dev',
  'libopencv-dnn-dev',
  'libopencv-objdetect-dev',
];

/** What the built addons need to run (Debian 12's names). */
export const RUNTIME_PACKAGES = ['libopencv-imgcodecs406', 'libopencv-objdetect406'];

/** Finds OpenCV's headers; OPENCV_INCLUDE_DIR and OPENCV_LIB_DIR name another place than the system's. */
export function findOpenCv() {
  const includeDir = INCLUDE_DIRS.find((dir) => dir && existsSync(join(dir, 'opencv2/core/version.hpp')));
  if (!includeDir) {
    throw new NativeBuildError('OpenCV headers were not found', {
      advice: `install them: apt-get install -y --no-install-recommends ${BUILD_PACKAGES.join(' ')}`,
    });
  }
  const libFlags = OPENCV_LIB_DIR ? [`-L${OPENCV_LIB_DIR}`, `-Wl,-rpath,${OPENCV_LIB_DIR}`] : [];
  return { version: readVersion(includeDir), includeDir, libFlags };
}

function readVersion(includeDir) {
  const header = readFileSync(join(includeDir, 'opencv2/core/version.hpp'), 'utf8');
  const part = (name) => header.match(new RegExp(`#define\\s+CV_VERSION_${name}\\s+(\\d+)`))?.[1];
  return `${part('MAJOR')}.${part('MINOR')}.${part('REVISION')}`;
}
