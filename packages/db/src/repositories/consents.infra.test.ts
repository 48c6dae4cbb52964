import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MissingReference } from '../errors.ts';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, at, createScene, createStudent, enrol } from '../testing/scene.ts';
import { LONGEST_ENROLMENT } from './enrolments.ts';

const NOBODY = '00000000-0000-7000-8000-000000000000';

let schema: MigratedDatabase;
let db: Database;
let courseId: string;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
});
afterAll(() => schema.drop());
beforeEach(async () => {
  ({ courseId } = await createScene(db));
});

const version = () => db.courses.galleryVersion(courseId);
const photo = (objectKey: string) => ({ objectKey, sha256: '0'.repeat(64) });
const template = { engine: 'sift', modelVersion: '1', keyId: 'k1', ciphertext: Buffer.from('t') };
const accepted = (photoId: string) =>
  ({
    photoId,
    status: 'accepted',
    reason: null,
    measured: { sizePx: 120.5, sharpness: 0.7 },
    templates: [template],
  }) as const;
const rejected = (photoId: string) =>
  ({ photoId, status: 'rejected', reason: 'several-faces', measured: null }) as const;

describe('consent', () => {
  test('when it is granted, then it is in force and the galleries change', async () => {
    const student = await createStudent(db);
    await db.rosters.add(courseId, [student.id]);
    const before = await version();
    const { courseIds, ...consent } = await db.consents.grant({
      studentId: student.id,
      grantedBy: 'desk',
      noticeVersion: '2026-01',
      grantedAt: at('08:00:00'),
    });
    expect(courseIds).toEqual([courseId]);
    expect(await db.consents.current(student.id)).toEqual(consent);
    expect(await version()).toBe(before + 1);
  });

  test('when it is granted again at the same moment, then there is one in force', async () => {
    const student = await createStudent(db);
    const grant = () => db.consents.grant({ studentId: student.id, grantedBy: 'desk', noticeVersion: '1' });
    const all = await Promise.all([grant(), grant(), grant()]);
    expect(new Set(all.map((consent) => consent.id)).size).toBe(1);
    await db.consents.withdraw(student.id);
    expect(await db.consents.current(student.id)).toBeUndefined();
  });

  test('when another notice is agreed to, then the old consent ends there and the templates stay', async () => {
    const student = await admit(db, courseId);
    await enrol(db, student.id);
    const renewed = await db.consents.grant({ studentId: student.id, grantedBy: 'desk', noticeVersion: '2' });
    expect((await db.consents.current(student.id))?.id).toBe(renewed.id);
    expect(await db.templates.countByStudent(student.id)).toBe(1);
  });

  test('when it is withdrawn, then the templates are gone and the galleries change', async () => {
    const student = await admit(db, courseId);
    await enrol(db, student.id);
    const before = await version();
    const ended = await db.consents.withdraw(student.id, at('12:00:00'));
    expect(ended).toMatchObject({
      studentId: student.id,
      withdrawnAt: at('12:00:00'),
      courseIds: [courseId],
    });
    expect(await db.consents.current(student.id)).toBeUndefined();
    expect(await db.templates.countByStudent(student.id)).toBe(0);
    expect(await db.templates.forCourse(courseId, 'sift')).toEqual([]);
    expect(await version()).toBe(before + 1);
    expect(await db.consents.withdraw(student.id)).toBeUndefined();
  });

  test('when the student does not exist, then a grant is refused', async () => {
    const grant = db.consents.grant({ studentId: NOBODY, grantedBy: 'desk', noticeVersion: '1' });
    await expect(grant).rejects.toEqual(new MissingReference('studentId'));
    expect(await db.consents.withdraw(NOBODY)).toBeUndefined();
  });
});

describe('an enrolment', () => {
  test('when it is made, then its photos are found in the order in which they were given', async () => {
    const student = await createStudent(db);
    const made = await db.enrolments.create({ studentId: student.id, photos: ['a', 'b', 'c'].map(photo) });
    expect(await db.enrolments.find(made.id)).toEqual(made);
    expect(made.photos.map((one) => one.objectKey)).toEqual(['a', 'b', 'c']);
    const later = await db.enrolments.create({ studentId: student.id, photos: [] });
    const { items } = await db.enrolments.list({ studentId: student.id });
    expect(items.map((one) => one.id)).toEqual([later.id, made.id]);
    expect(await db.enrolments.find(NOBODY)).toBeUndefined();
  });

  test('when its student does not exist or its photos are too many, then it is refused whole', async () => {
    const lost = db.enrolments.create({ id: NOBODY, studentId: NOBODY, photos: [photo('a')] });
    await expect(lost).rejects.toEqual(new MissingReference('studentId'));
    const many = Array.from({ length: LONGEST_ENROLMENT + 1 }, () => photo('a'));
    await expect(db.enrolments.create({ studentId: NOBODY, photos: many })).rejects.toThrow(RangeError);
    expect(await db.enrolments.find(NOBODY)).toBeUndefined();
  });

  test('when it is finished, then each photo says what became of it and the galleries change', async () => {
    const student = await admit(db, courseId);
    const { id, photos } = await db.enrolments.create({
      studentId: student.id,
      photos: ['a', 'b'].map(photo),
    });
    const [a = '', b = ''] = photos.map((one) => one.id);
    const before = await version();
    const finished = await db.enrolments.finish(id, [accepted(a), rejected(b)]);
    expect(finished).toEqual({ status: 'accepted', courseIds: [courseId], consent: true });
    expect(await version()).toBe(before + 1);
    const found = await db.enrolments.find(id);
    expect(found).toMatchObject({ status: 'accepted', finishedAt: expect.any(Date) });
    expect(found?.photos).toMatchObject([
      { status: 'accepted', reason: null, measured: { sizePx: 120.5, sharpness: 0.7 } },
      { status: 'rejected', reason: 'several-faces', measured: null },
    ]);
    expect(await db.templates.forCourse(courseId, 'sift')).toMatchObject([
      { photoId: a, studentId: student.id, ciphertext: Buffer.from('t'), keyId: 'k1', modelVersion: '1' },
    ]);
  });

  test('when it is finished several times at once and again, then the first stands and the others answer it', async () => {
    const student = await admit(db, courseId);
    const { id, photos } = await db.enrolments.create({ studentId: student.id, photos: [photo('a')] });
    const photoId = photos[0]?.id ?? '';
    const before = await version();
    const first = { status: 'accepted', courseIds: [courseId], consent: true };
    const same = await Promise.all([1, 2, 3].map(() => db.enrolments.finish(id, [accepted(photoId)])));
    expect(same).toEqual([first, first, first]);
    expect(await db.enrolments.finish(id, [rejected(photoId)])).toEqual(first);
    expect((await db.enrolments.find(id))?.photos).toMatchObject([{ status: 'accepted', reason: null }]);
    expect(await db.templates.countByStudent(student.id)).toBe(1);
    expect(await version()).toBe(before + 1);
  });

  test('when enrolments have been pending for long, then they are listed oldest first, and finished ones are not', async () => {
    const student = await admit(db, courseId);
    const made: { id: string; photos: { id: string }[] }[] = [];
    for (const name of ['a', 'b', 'c']) {
      made.push(await db.enrolments.create({ studentId: student.id, photos: [photo(name)] }));
    }
    const [one, two, three] = made;
    await db.enrolments.finish(two?.id ?? '', [rejected(two?.photos[0]?.id ?? '')]);
    const later = new Date(Date.now() + 1000);
    const mine = async (request: { olderThan: Date; limit: number }) =>
      (await db.enrolments.listPending(request)).filter((id) =>
        made.some((enrolment) => enrolment.id === id),
      );
    expect(await mine({ olderThan: later, limit: 1000 })).toEqual([one?.id, three?.id]);
    expect(await mine({ olderThan: new Date(Date.now() - 60_000), limit: 1000 })).toEqual([]);
    expect(await db.enrolments.listPending({ olderThan: later, limit: 1 })).toHaveLength(1);
  });

  test('when no photo is good, then it is rejected and no gallery changes', async () => {
    const student = await admit(db, courseId);
    const { id, photos } = await db.enrolments.create({ studentId: student.id, photos: [photo('a')] });
    const before = await version();
    const finished = await db.enrolments.finish(id, [rejected(photos[0]?.id ?? '')]);
    expect(finished).toEqual({ status: 'rejected', courseIds: [], consent: true });
    expect(await version()).toBe(before);
  });

  test('when consent was withdrawn meanwhile, then nothing is kept', async () => {
    const student = await admit(db, courseId);
    const { id, photos } = await db.enrolments.create({ studentId: student.id, photos: [photo('a')] });
    await db.consents.withdraw(student.id);
    const finished = await db.enrolments.finish(id, [accepted(photos[0]?.id ?? '')]);
    expect(finished).toEqual({ status: 'rejected', courseIds: [], consent: false });
    expect((await db.enrolments.find(id))?.photos).toMatchObject([
      { status: 'rejected', reason: 'no-consent' },
    ]);
    expect(await db.templates.countByStudent(student.id)).toBe(0);
  });

  test('when a withdrawal and many finishes cross, then no template outlives the consent', async () => {
    const student = await admit(db, courseId);
    const enrolments = await Promise.all(
      Array.from({ length: 4 }, () => db.enrolments.create({ studentId: student.id, photos: [photo('a')] })),
    );
    await Promise.all([
      ...enrolments.map(({ id, photos }) => db.enrolments.finish(id, [accepted(photos[0]?.id ?? '')])),
      db.consents.withdraw(student.id),
    ]);
    expect(await db.templates.countByStudent(student.id)).toBe(0);
  });

  test('when the enrolment or a photo is not there, then finishing changes nothing', async () => {
    await expect(db.enrolments.finish(NOBODY, [])).rejects.toEqual(new MissingReference('enrolmentId'));
    const student = await admit(db, courseId);
    const mine = await db.enrolments.create({ studentId: student.id, photos: [photo('a')] });
    const other = await db.enrolments.create({ studentId: student.id, photos: [photo('b')] });
    const results = [accepted(mine.photos[0]?.id ?? ''), accepted(other.photos[0]?.id ?? '')];
    await expect(db.enrolments.finish(mine.id, results)).rejects.toEqual(new MissingReference('photoId'));
    expect((await db.enrolments.find(mine.id))?.status).toBe('pending');
    expect(await db.templates.countByStudent(student.id)).toBe(0);
  });
});
