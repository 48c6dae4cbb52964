import { templateContext } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import { createSecretBox, type SecretBox } from '@hadir/platform';
import type { FaceEngine, Template } from '@hadir/vision';
import { plantedProbe, unitVectors } from '@hadir/vision/testing';
import { deepVersion, packed } from './random-vectors.ts';

export type CampusPlan = {
  readonly people: number;
  readonly photosEach: number;
  /** Keys as `TEMPLATE_KEY_SECRET` holds them. */
  readonly templateKeys: string;
  /** One of these stands for the SIFT template of everybody's first photo. */
  readonly sift: readonly Template[];
};

type Deps = {
  readonly database: Database;
  readonly engine: Pick<FaceEngine, 'parts' | 'serializeTemplate'>;
  readonly random: () => number;
};

const AT_ONCE = 8;
const DIMENSIONS = 512;
/** Photos of one person are about so alike. */
const OWN_COSINE = 0.8;

/** Enrols people who do not exist, with consent, as the api and the matcher would. Answers their ids. */
export async function seedCampus(deps: Deps, plan: CampusPlan): Promise<string[]> {
  const box = createSecretBox(plan.templateKeys);
  const ids: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let number = next++; number < plan.people; number = next++) {
      ids.push(await enrol(deps, plan, box, number));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ids;
}

async function enrol(
  { database, engine, random }: Deps,
  { photosEach, sift }: CampusPlan,
  box: SecretBox,
  number: number,
): Promise<string> {
  const student = await database.students.create({ number: `N${number}`, name: `Invented ${number}` });
  await database.consents.grant({ studentId: student.id, grantedBy: 'bench', noticeVersion: '1' });
  const { id, photos } = await database.enrolments.create({
    studentId: student.id,
    photos: Array.from({ length: photosEach }, (_, n) => ({
      objectKey: `photos/${student.id}/${n}`,
      sha256: '0'.repeat(64),
    })),
  });
  const person = unitVectors(1, DIMENSIONS, random);
  const results = photos.map((photo, at) => {
    const deep = packed(plantedProbe(person, OWN_COSINE, random), deepVersion(engine));
    const features = at === 0 ? sift[number % sift.length] : undefined;
    const templates = [deep, ...(features ? [features] : [])].map((template) => ({
      engine: template.engine,
      modelVersion: template.modelVersion,
      keyId: box.keyId,
      ciphertext: box.seal(engine.serializeTemplate(template), templateContext(photo.id, template.engine)),
    }));
    return { photoId: photo.id, status: 'accepted' as const, reason: null, measured: null, templates };
  });
  await database.enrolments.finish(id, results);
  return student.id;
}
