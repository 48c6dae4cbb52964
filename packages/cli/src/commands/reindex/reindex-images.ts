import { correctionContext, templateContext } from '@hadir/contracts';
import type { NewTemplate, Reindexing, ReindexSource, ToReindex } from '@hadir/db';
import type { ObjectStore, SecretBox } from '@hadir/platform';
import type { Face, FaceEngine } from '@hadir/vision';

export type ReindexDeps = {
  readonly reindexing: Pick<Reindexing, 'batch' | 'add'>;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly engine: Pick<FaceEngine, 'parts' | 'extract' | 'serializeTemplate'>;
  readonly box: Pick<SecretBox, 'keyId' | 'seal'>;
  /** Images described at once. */
  readonly concurrency: number;
  /** Called after each image. */
  readonly onProgress: (done: Reindexed) => void;
  readonly stopped?: AbortSignal;
};

export type Reindexed = {
  readonly described: number;
  /** The image, its templates or its student went meanwhile. */
  readonly gone: number;
  /** Images in which the engine finds no face, or that cannot be read, by what the engine or store says. At most FAILED_SHOWN are named. */
  readonly failed: readonly {
    readonly source: ReindexSource;
    readonly id: string;
    readonly message: string;
  }[];
  readonly failedCount: number;
};

const BATCH = 50;
const FAILED_SHOWN = 20;
const MAX_FACES = 8;
export const REINDEX_SOURCES = ['photo', 'correction'] as const satisfies readonly ReindexSource[];

/**
 * Describes every image anew that lacks a template of the engine's parts. Each is written by itself beside the old one, so it may
 * be stopped, run again, and run while matchers serve the old templates. With `dryRun` images are described and nothing is written.
 */
export async function reindexImages(
  deps: ReindexDeps,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Reindexed> {
  let done: Reindexed = { described: 0, gone: 0, failed: [], failedCount: 0 };
  const note = (outcome: Outcome, image: ToReindex): void => {
    done = noted(done, outcome, image);
    deps.onProgress(done);
  };
  for (const source of REINDEX_SOURCES) await reindexSource(deps, source, dryRun, note);
  return done;
}

async function reindexSource(
  deps: ReindexDeps,
  source: ReindexSource,
  dryRun: boolean,
  note: (outcome: Outcome, image: ToReindex) => void,
): Promise<void> {
  const { reindexing, engine, concurrency, stopped } = deps;
  for (let after = ''; ; ) {
    const batch = await reindexing.batch({ source, parts: engine.parts, after, limit: BATCH });
    const waiting = [...batch];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next && !stopped?.aborted; next = waiting.shift()) {
        note(await reindexOne(deps, next, dryRun), next);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    after = batch.at(-1)?.id ?? '';
    if (batch.length < BATCH || stopped?.aborted) return;
  }
}

type Outcome = 'described' | 'gone' | { readonly message: string };

async function reindexOne(deps: ReindexDeps, image: ToReindex, dryRun: boolean): Promise<Outcome> {
  const face = await largestFace(deps, image);
  if ('message' in face) return face;
  const templates = face.templates.map((template): NewTemplate => {
    const { engine, modelVersion } = template;
    const context =
      image.source === 'photo' ? templateContext(image.id, engine) : correctionContext(image.id, engine);
    const ciphertext = deps.box.seal(deps.engine.serializeTemplate(template), context);
    return { engine, modelVersion, keyId: deps.box.keyId, ciphertext };
  });
  if (dryRun || (await deps.reindexing.add(image, templates))) return 'described';
  return 'gone';
}

/** Photos and crops were checked when they were taken: the largest face is the person's. */
async function largestFace(
  { objects, engine }: ReindexDeps,
  { objectKey }: ToReindex,
): Promise<Face | { readonly message: string }> {
  try {
    const { faces } = await engine.extract(await objects.get(objectKey), { maxFaces: MAX_FACES });
    const [largest] = faces.toSorted((a, b) => b.box.width - a.box.width);
    return largest ?? { message: 'no face is found in it' };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

function noted(done: Reindexed, outcome: Outcome, { source, id }: ToReindex): Reindexed {
  if (outcome === 'described') return { ...done, described: done.described + 1 };
  if (outcome === 'gone') return { ...done, gone: done.gone + 1 };
  const failed = [...done.failed, { source, id, ...outcome }].slice(0, FAILED_SHOWN);
  return { ...done, failed, failedCount: done.failedCount + 1 };
}
