export {
  type LivenessOptions,
  type PresentationRun,
  runPresentations,
} from '../evaluate/liveness-presentations.ts';
export { measurePresentations, type PresentationMeasures, type ScreenCues } from './measure-presentation.ts';
export type { Surround } from './measure-surround.ts';
export { type FaceSample, readSample } from './read-sample.ts';
