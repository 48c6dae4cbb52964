import { setImmediate } from 'node:timers/promises';
import type { SealedTemplate } from '@hadir/db';
import type { Log, SecretBox } from '@hadir/platform';
import type { FaceEngine, Template } from '@hadir/vision';
import type { MatcherMetrics } from './matcher-metrics.ts';
import { templateContext } from './template-context.ts';

export type OpenTemplatesDeps = {
  readonly engine: Pick<FaceEngine, 'parts' | 'parseTemplate'>;
  readonly templateBox: Pick<SecretBox, 'open'>;
  readonly metrics: Pick<MatcherMetrics, 'countSkippedTemplate'>;
  readonly log: Log;
};

/** Rows opened between two turns of the event loop: about 1 ms. */
const CHUNK = 100;

/** The rows' templates by id. One that cannot be used is counted and left out. */
export async function openTemplates(
  deps: OpenTemplatesDeps,
  rows: readonly SealedTemplate[],
): Promise<Map<string, Template>> {
  const opened = new Map<string, Template>();
  for (const [number, row] of rows.entries()) {
    if (number % CHUNK === CHUNK - 1) await setImmediate();
    const { photoId, engine } = row;
    const template = openTemplate(deps, row, templateContext(photoId, engine), { photoId });
    if (template) opened.set(row.id, template);
  }
  return opened;
}

type Sealed = Pick<SealedTemplate, 'id' | 'engine' | 'modelVersion' | 'ciphertext'>;

/** The template of a row that was sealed for `context`. One that cannot be used is counted, logged with `ids` and left out. */
export function openTemplate(
  { engine, templateBox, metrics, log }: OpenTemplatesDeps,
  { id, engine: engineName, modelVersion, ciphertext }: Sealed,
  context: string,
  ids: Readonly<Record<string, string>>,
): Template | undefined {
  const part = engine.parts.find((one) => one.engine === engineName);
  if (modelVersion !== part?.modelVersion) {
    metrics.countSkippedTemplate('other-model');
    return undefined;
  }
  try {
    return engine.parseTemplate(part.engine, templateBox.open(ciphertext, context));
  } catch (error) {
    metrics.countSkippedTemplate('unreadable');
    log.error('template is unreadable', { templateId: id, ...ids, error });
    return undefined;
  }
}
