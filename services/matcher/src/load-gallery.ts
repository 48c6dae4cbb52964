import type { Database, Template as TemplateRow } from '@hadir/db';
import type { Log, SecretBox } from '@hadir/platform';
import type { FaceEngine, Gallery, Template } from '@hadir/vision';
import type { MatcherMetrics } from './matcher-metrics.ts';
import { templateContext } from './template-context.ts';

export type LoadGalleryDeps = {
  readonly templates: Pick<Database['templates'], 'forCourseInBatches'>;
  readonly engine: Pick<FaceEngine, 'parts' | 'parseTemplate' | 'buildGallery'>;
  readonly templateBox: Pick<SecretBox, 'open'>;
  readonly metrics: Pick<MatcherMetrics, 'countSkippedTemplate'>;
  readonly log: Log;
};

/** The gallery of everyone on a course's roster whose consent is in force. A template that cannot be used is left out. */
export async function loadGallery(deps: LoadGalleryDeps, courseId: string): Promise<Gallery> {
  const people = new Map<string, Template[]>();
  for (const part of deps.engine.parts) {
    for await (const rows of deps.templates.forCourseInBatches(courseId, part.engine)) {
      for (const row of rows) addTemplate(people, row.studentId, readTemplate(deps, part, row));
    }
  }
  return deps.engine.buildGallery([...people].map(([personId, templates]) => ({ personId, templates })));
}

function addTemplate(
  people: Map<string, Template[]>,
  personId: string,
  template: Template | undefined,
): void {
  if (!template) return;
  const templates = people.get(personId);
  if (templates) templates.push(template);
  else people.set(personId, [template]);
}

function readTemplate(
  { engine, templateBox, metrics, log }: LoadGalleryDeps,
  part: FaceEngine['parts'][number],
  { id, photoId, modelVersion, ciphertext }: TemplateRow,
): Template | undefined {
  if (modelVersion !== part.modelVersion) {
    metrics.countSkippedTemplate('other-model');
    return undefined;
  }
  try {
    return engine.parseTemplate(
      part.engine,
      templateBox.open(ciphertext, templateContext(photoId, part.engine)),
    );
  } catch (error) {
    metrics.countSkippedTemplate('unreadable');
    log.error('template is unreadable', { templateId: id, photoId, error });
    return undefined;
  }
}
