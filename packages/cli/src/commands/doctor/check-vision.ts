import { openEngine } from '../../settings/open-engine.ts';
import { type Check, failed, ok } from './check.ts';

const REBUILD = 'Run `npm run setup`: it builds what is missing.';

export const checkOpenCv: Check = {
  name: 'OpenCV',
  fix: REBUILD,
  async run() {
    const vision = await import('@hadir/vision');
    const { openCvVersion, hasSift } = vision.checkOpenCv();
    return hasSift
      ? ok(`${openCvVersion} with SIFT`)
      : failed(`${openCvVersion} was built without SIFT`, REBUILD);
  },
};

export const checkNativeIndex: Check = {
  name: 'Native index',
  fix: REBUILD,
  async run() {
    const vision = await import('@hadir/vision');
    await vision.checkIndex();
    return ok('builds and searches');
  },
};

export const checkCascades: Check = {
  name: 'Cascades',
  fix: 'Mend CASCADE_DIR, a folder with haarcascade_*.xml files, or leave it unset.',
  async run(context) {
    const { parts } = await openEngine(context);
    return ok(`loaded, engine ${parts.map(({ modelVersion }) => modelVersion).join(' + ')} is ready`);
  },
};
