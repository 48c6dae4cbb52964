import type { FaceEngine } from '../face-engine.ts';
import { type Condition, parseCondition } from './condition.ts';
import { type Dataset, type Layout, readDataset } from './read-dataset.ts';
import { runTrials } from './run-trials.ts';
import type { Evaluation, TrialRun } from './trials.ts';

export type EvaluationProgress = { readonly done: number; readonly total: number };

export type EvaluateOptions = {
  /** Engines that make the same templates share one look at each image. */
  readonly engines: readonly FaceEngine[];
  readonly facesDir: string;
  /** `protocol` unless set. */
  readonly layout?: Layout;
  /** Photos to enrol each person with in the `folders` layout; 5 unless set. */
  readonly enrol?: number;
  /** As `parseCondition` reads them; `clean` alone unless set. Photos to enrol are always as photographed. */
  readonly conditions?: readonly string[];
  /** Also searches two halves of the people by themselves. */
  readonly halves?: boolean;
  /** Called after each image. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
};

const DEFAULT_ENROL = 5;

/**
 * Enrols and probes a folder of faces with each engine under each condition. Templates stay in memory and go with the run.
 * Rejects with EvaluationError when the folder is not laid out so, or a condition is none.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { layout = 'protocol', enrol = DEFAULT_ENROL, halves = false } = options;
  const conditions = (options.conditions ?? ['clean']).map(parseCondition);
  const dataset = await readDataset(options.facesDir, layout, enrol);
  const groups = groupByTemplates(options.engines);
  const total = groups.length * countImages(dataset, conditions);
  let done = 0;
  const onImage = (): void => options.onProgress?.({ done: ++done, total });
  const runs: TrialRun[] = [];
  for (const engines of groups)
    runs.push(...(await runTrials({ engines, dataset, conditions, halves, onImage })));
  return { people: dataset.people.map(({ personId, enrol: files }) => ({ personId, enrol: files })), runs };
}

/** Each group's first engine makes the templates of all in it. */
function groupByTemplates(engines: readonly FaceEngine[]): (readonly [FaceEngine, ...FaceEngine[]])[] {
  const groups: [FaceEngine, ...FaceEngine[]][] = [];
  for (const engine of engines.toSorted((a, b) => b.parts.length - a.parts.length)) {
    const group = groups.find(([maker]) => makesAllOf(maker, engine));
    if (group) group.push(engine);
    else groups.push([engine]);
  }
  return groups;
}

function makesAllOf(maker: FaceEngine, engine: FaceEngine): boolean {
  return engine.parts.every((part) =>
    maker.parts.some((made) => made.engine === part.engine && made.modelVersion === part.modelVersion),
  );
}

/** Where a face is in a photo must be known before a camera can be put at the right distance: one more look at each. */
function countImages({ people, strangers }: Dataset, conditions: readonly Condition[]): number {
  const enrolled = people.reduce((sum, { enrol }) => sum + enrol.length, 0);
  const probes = people.reduce((sum, { probe }) => sum + probe.length, strangers.length);
  const hasClean = conditions.some(({ faceWidthPx }) => faceWidthPx === null);
  return enrolled + probes * (conditions.length + (hasClean ? 0 : 1));
}
