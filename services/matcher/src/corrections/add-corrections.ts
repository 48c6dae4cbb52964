import { correctionContext } from '@hadir/contracts';
import { CAMPUS, type CorrectionTemplate, type Database } from '@hadir/db';
import type { FaceEngine, GalleryPerson, Template } from '@hadir/vision';
import { type OpenTemplatesDeps, openTemplate } from '../open-templates.ts';

export type AddCorrectionsDeps = OpenTemplatesDeps & {
  readonly correctionTemplates: Pick<Database['correctionTemplates'], 'forCourseInBatches' | 'allInBatches'>;
};

/** What corrections say of one person: faces that are them beside their enrolment photos, and faces that are not. */
type Learned = { readonly adapted: Template[]; readonly notThem: Map<string, Template[]> };

/**
 * The people of a course or of the CAMPUS with what staff corrected of them. Only of `parts`: where an engine's templates are read when
 * they are needed, those of corrections are left out too. Somebody without an enrolled template stays out.
 */
export async function addCorrections(
  deps: AddCorrectionsDeps,
  of: string,
  people: readonly GalleryPerson[],
  parts: FaceEngine['parts'],
): Promise<GalleryPerson[]> {
  const learned = new Map<string, Learned>();
  for (const part of parts) {
    const batches =
      of === CAMPUS
        ? deps.correctionTemplates.allInBatches(part)
        : deps.correctionTemplates.forCourseInBatches(of, part);
    for await (const rows of batches) for (const row of rows) addRow(deps, learned, row);
  }
  return people.map((person) => withLearned(person, learned.get(person.personId)));
}

function withLearned(person: GalleryPerson, learned: Learned | undefined): GalleryPerson {
  if (!learned) return person;
  const templates = [...person.templates, ...learned.adapted];
  const notThem = [...learned.notThem.values()];
  return notThem.length === 0 ? { ...person, templates } : { ...person, templates, notThem };
}

function addRow(deps: AddCorrectionsDeps, learned: Map<string, Learned>, row: CorrectionTemplate): void {
  const { studentId, correctionId, origin, engine } = row;
  const template = openTemplate(deps, row, correctionContext(correctionId, engine), { correctionId });
  if (!template) return;
  const person = learned.get(studentId) ?? { adapted: [], notThem: new Map<string, Template[]>() };
  learned.set(studentId, person);
  if (origin === 'adapted') person.adapted.push(template);
  else person.notThem.set(correctionId, [...(person.notThem.get(correctionId) ?? []), template]);
}
