import { createMetrics, createSecretBox, generateSecretKey, type SecretBox } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGalleryLoader } from './gallery-loader.ts';
import { createMatcherMetrics } from './matcher-metrics.ts';
import { templateContext } from './template-context.ts';
import { type Person, photoOf } from './testing/people.ts';
import { addStudent, type Classroom, createClassroom, createWorld, type World } from './testing/world.ts';

let world: World;
let classroom: Classroom;

beforeAll(async () => {
  world = await createWorld({ redisDatabase: 6 });
  classroom = await createClassroom(world);
});

afterAll(() => world.close());

type Change = {
  readonly modelVersion?: string;
  readonly context?: string;
  readonly plain?: Buffer;
  readonly box?: SecretBox;
};

/** Enrols the person with a template that differs in one thing from what enrolPerson would have written. */
async function enrolWith(person: Person, change: Change): Promise<string> {
  const { engine, database } = world;
  const templateBox = change.box ?? world.templateBox;
  const photo = await photoOf(person, 1);
  const { id, studentId } = await addStudent(world, classroom, [photo]);
  const photoId = (await database.enrolments.find(id))?.photos[0]?.id ?? '';
  const [face] = (await engine.extract(photo)).faces;
  if (!face) throw new Error('no face');
  const templates = face.templates.map((template) => {
    const { modelVersion = template.modelVersion, context = templateContext(photoId, template.engine) } =
      change;
    const ciphertext = templateBox.seal(change.plain ?? engine.serializeTemplate(template), context);
    return { engine: template.engine, modelVersion, ciphertext, keyId: templateBox.keyId };
  });
  await database.enrolments.finish(id, [
    { photoId, status: 'accepted', reason: null, measured: null, templates },
  ]);
  return studentId;
}

test('when templates cannot be used, then they are left out and counted, and neither the others nor they are read again', async () => {
  const ada = await enrolWith('ada', {});
  const budi = await enrolWith('budi', {});
  await enrolWith('citra', { modelVersion: 'sift-0' });
  await enrolWith('stranger', { context: 'template:of-another-photo:sift' });
  await enrolWith('citra', { plain: Buffer.from('no template') });
  const registry = createMetrics('matcher');
  const { templates, correctionTemplates } = world.database;
  const metrics = createMatcherMetrics(registry);
  const read: string[] = [];
  const counting: typeof templates = {
    ...templates,
    inBatches: (ids, size) => {
      read.push(...ids);
      return templates.inBatches(ids, size);
    },
  };
  const load = createGalleryLoader({ ...world, templates: counting, correctionTemplates, metrics });
  const gallery = await load(classroom.course.id);
  expect(gallery.size).toBe(2);
  expect(gallery.lacking).toBe(1);
  expect(read).toHaveLength(4);
  const [face] = (await world.engine.extract(await photoOf('ada', 2))).faces;
  const found = face && (await gallery.search(face.templates));
  expect(found?.candidates.map(({ personId }) => personId)).toEqual([ada, budi]);
  const text = await registry.text();
  expect(text).not.toContain('reason="other-model"');
  expect(text).toContain('hadir_templates_skipped_total{reason="unreadable",service="matcher"} 2');
  const reloaded = await load(classroom.course.id, gallery);
  expect(reloaded.size).toBe(2);
  expect(read).toHaveLength(4);
  expect(await registry.text()).toContain(
    'hadir_templates_skipped_total{reason="unreadable",service="matcher"} 2',
  );
  gallery.close();
  reloaded.close();
});

test('when a key is missing, then its templates are left out and kept, and a matcher that has the key loads them', async () => {
  const box = createSecretBox(generateSecretKey('other'));
  const studentId = await enrolWith('ada', { box });
  const registry = createMetrics('matcher');
  const { templates, correctionTemplates } = world.database;
  const metrics = createMatcherMetrics(registry);
  const deps = { ...world, templates, correctionTemplates, metrics };
  const without = await createGalleryLoader(deps)(classroom.course.id);
  expect(without.size).toBe(2);
  const text = await registry.text();
  expect(text).toContain('hadir_templates_skipped_total{reason="unreadable",service="matcher"} 3');
  expect(await templates.countByStudent(studentId)).toBe(1);
  const found = await createGalleryLoader({ ...deps, templateBox: box })(classroom.course.id);
  expect(found.size).toBe(1);
  without.close();
  found.close();
});

test('when nobody is enrolled, then the gallery is empty and can be searched', async () => {
  const registry = createMetrics('matcher');
  const { templates, correctionTemplates } = world.database;
  const metrics = createMatcherMetrics(registry);
  const deps = { ...world, templates, correctionTemplates, metrics };
  const empty = await createClassroom(world);
  const gallery = await createGalleryLoader(deps)(empty.course.id);
  expect(gallery.size).toBe(0);
  const [face] = (await world.engine.extract(await photoOf('ada', 2))).faces;
  expect(face && (await gallery.search(face.templates)).candidates).toEqual([]);
});
