import { createSecretBox, generateSecretKey } from '@hadir/platform';
import { expect, test } from 'vitest';
import { restore } from './index.ts';
import { galleryOf, imageOf, restoreDeps, templateOf } from './testing/campus.ts';
import { describeBackups, keysOf, NAMES } from './testing/kit.ts';

describeBackups('a restore', (kit) => {
  test('when it is restored into an empty database, then galleries, photos, rosters and catalogue are the same', async () => {
    expect(await kit.backUpNow()).toMatchObject({
      people: 3,
      uploaded: 3,
      unopenedTemplates: 0,
      missingPhotos: 0,
    });
    const empty = await kit.emptyCampus();
    const progress: number[] = [];
    const restored = await restore(restoreDeps(empty, kit.target()), {
      dryRun: false,
      onProgress: (done) => progress.push(done),
    });
    expect(restored).toMatchObject({
      people: 3,
      restored: 3,
      erased: [],
      damaged: [],
      photos: 3,
      templates: 6,
    });
    expect(progress).toEqual([1, 2, 3]);
    expect(await galleryOf(empty, kit.courseId)).toEqual(await galleryOf(kit.campus, kit.courseId));
    expect(Object.values(await galleryOf(empty, kit.courseId))).toContain(
      templateOf('ada', 'deep').toString(),
    );
    for (const [at, { studentId, objectKey }] of kit.people.entries()) {
      expect(await empty.photos.get(objectKey)).toEqual(imageOf(NAMES[at] ?? ''));
      expect(await empty.database.students.find(studentId)).toEqual(
        await kit.campus.database.students.find(studentId),
      );
      expect(await empty.database.consents.current(studentId)).toEqual(
        await kit.campus.database.consents.current(studentId),
      );
    }
    const { galleryVersion, ...course } = (await kit.campus.database.courses.find(kit.courseId)) ?? {};
    const restoredCourse = await empty.database.courses.find(kit.courseId);
    expect(restoredCourse).toMatchObject(course);
    expect(restoredCourse?.galleryVersion).toBeGreaterThan(galleryVersion ?? 0);
    const ids = (await empty.database.personRows.ofPeople([kit.people[0]?.studentId ?? ''])).values();
    const [rows] = ids;
    expect(rows?.photos[0]).toMatchObject({ status: 'accepted' });
    expect(rows?.templates.map(({ key_id }) => key_id)).toEqual(['t1', 't1']);
  });

  test('when nobody has the keys, then no object shows a name, a photo, a template or a roster', async () => {
    await kit.backUpNow();
    const keys = await keysOf(kit.store, '');
    expect(keys.length).toBe(7);
    for (const key of keys) {
      const bytes = await kit.store.get(key);
      for (const word of ['ada', 'photo of', 'sift', 'template', kit.courseId, 'IF-101']) {
        expect(bytes.includes(word), `${key} holds ${word}`).toBe(false);
      }
    }
    const empty = await kit.emptyCampus();
    const wrong = createSecretBox(generateSecretKey('b1'));
    const deps = restoreDeps(empty, { ...kit.target(), backupBox: wrong });
    await expect(restore(deps, { dryRun: true })).rejects.toThrow('cannot be opened');
  });

  test('when objects are changed, missing or exchanged, then those people are told and the others restored', async () => {
    await kit.backUpNow();
    const objects = await Promise.all(
      kit.people.map(async ({ studentId }) => (await keysOf(kit.store, `people/${studentId}/`))[0] ?? ''),
    );
    const [first = '', second = '', third = ''] = objects;
    const bytes = await kit.store.get(first);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await kit.store.put(first, bytes, { contentType: 'application/octet-stream' });
    await kit.store.put(second, await kit.store.get(third), {
      contentType: 'application/octet-stream',
    });
    await kit.store.delete(third);
    const empty = await kit.emptyCampus();
    const restored = await restore(restoreDeps(empty, kit.target()), { dryRun: false });
    const reasonOf = (at: number) =>
      restored.damaged.find(({ studentId }) => studentId === kit.people[at]?.studentId)?.reason;
    expect([reasonOf(0), reasonOf(1), reasonOf(2)]).toEqual([
      'the object is not what was stored: its SHA-256 differs',
      'the object is not what was stored: its SHA-256 differs',
      'the object is missing',
    ]);
    expect(restored.restored).toBe(restored.people - 3);
  });

  test('when a restore is broken off, then the next call finishes it and writes nothing twice', async () => {
    await kit.backUpNow();
    const empty = await kit.emptyCampus();
    const deps = restoreDeps(empty, kit.target());
    const stop = new AbortController();
    const breakOff = { dryRun: false, signal: stop.signal, onProgress: () => stop.abort() };
    await expect(restore(deps, breakOff)).rejects.toThrow();
    const finished = await restore(deps, { dryRun: false });
    expect(finished.alreadyThere).toBe(1);
    expect(finished.restored).toBe(finished.people - 1);
    expect(await galleryOf(empty, kit.courseId)).toEqual(await galleryOf(kit.campus, kit.courseId));
    await expect(restore(restoreDeps(kit.campus, kit.target()), { dryRun: false })).rejects.toThrow(
      'not empty',
    );
  });

  test('when it is only tried, then everything is checked and nothing written', async () => {
    await kit.backUpNow();
    const empty = await kit.emptyCampus();
    const result = await restore(restoreDeps(empty, kit.target()), { dryRun: true });
    expect(result.restored).toBe(result.people);
    expect(await empty.database.personRows.isEmpty()).toBe(true);
    expect((await empty.database.audit.list()).items).toEqual([]);
  });
});
