import { openEngine } from '../../settings/open-engine.ts';
import { type Check, failed, ok, skipped } from './check.ts';

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

const FETCH = 'Run `node scripts/setup/fetch-models.mjs`, or mend MODELS_DIR; docs/models.md says more.';

export const checkNetworks: Check = {
  name: 'Face networks',
  fix: FETCH,
  async run({ settings: { modelsDir } }) {
    const { findModels } = await import('@hadir/vision');
    const { detect, landmarks, feature } = await findModels({ modelsDir });
    return detect && landmarks && feature
      ? ok(`people are told apart by ${feature.card.id}`)
      : skipped(`not here, so people are known by SIFT alone. ${FETCH}`);
  },
};

export const checkCascades: Check = {
  name: 'Cascades',
  fix: 'Mend CASCADE_DIR, a folder with haarcascade_*.xml files, or leave it unset.',
  async run(context) {
    await openEngine(context, 'sift');
    return ok('loaded');
  },
};
