import { createSecretBox, generateSecretKey } from '@hadir/platform';
import { expect, test } from 'vitest';
import { backUp, listManifests, restore } from './index.ts';
import { backUpDeps, enrolPerson, imageOf, restoreDeps } from './testing/campus.ts';
import { describeBackups, keysOf } from './testing/kit.ts';

describeBackups('a backup', (kit) => {
  test('when nothing has changed, then nothing is uploaded again, and one changed person alone is', async () => {
    await kit.backUpNow();
    expect(await kit.backUpNow()).toMatchObject({ people: 3, uploaded: 0, unchanged: 3, uploadedBytes: 0 });
    const late = await kit.campus.database.courses.create({ code: `L-${Date.now()}`, name: 'Late' });
    await kit.campus.database.rosters.add(late.id, [kit.people[1]?.studentId ?? '']);
    expect(await kit.backUpNow()).toMatchObject({ uploaded: 1, unchanged: 2 });
    expect(await keysOf(kit.store, 'people/')).toHaveLength(4);
    expect(await keysOf(kit.store, 'keys/')).toHaveLength(3);
  });

  test('when templates are sealed by another key, then they count as unchanged', async () => {
    await kit.backUpNow();
    const rotated = createSecretBox(generateSecretKey('t2'));
    for (const row of await kit.campus.database.sealedRows.batch({
      table: 'templates',
      exceptKeyId: 't2',
      after: '',
      limit: 200,
    })) {
      const context = `template:${row.boundTo[0]}:${row.boundTo[1]}`;
      const plain = kit.campus.templateBox.open(row.ciphertext, context);
      await kit.campus.database.sealedRows.replace(row, {
        keyId: 't2',
        ciphertext: rotated.seal(plain, context),
      });
    }
    kit.campus = { ...kit.campus, templateBox: rotated };
    expect(await kit.backUpNow()).toMatchObject({ uploaded: 0, unopenedTemplates: 0 });
  });

  test('when it is broken off, then it does not exist, and the next one uses what is there', async () => {
    for (let extra = 0; extra < 16; extra++) await enrolPerson(kit.campus, kit.courseId, `extra ${extra}`);
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    await expect(kit.backUpNow({ signal: stop.signal, onProgress })).rejects.toThrow();
    expect(await listManifests(kit.store)).toEqual([]);
    expect(await keysOf(kit.store, 'people/')).toHaveLength(16);
    expect(await kit.backUpNow()).toMatchObject({ people: 19 });
  });

  test('when more backups are made than are to be kept, then the oldest go, with what only they name', async () => {
    await kit.backUpNow();
    const late = await kit.campus.database.courses.create({ code: `R-${Date.now()}`, name: 'Retained' });
    await kit.campus.database.rosters.add(late.id, [kit.people[0]?.studentId ?? '']);
    const { manifestId } = await kit.backUpNow({ keep: 1 });
    expect(await listManifests(kit.store)).toEqual([manifestId]);
    const before = await keysOf(kit.store, 'people/');
    const tomorrow = new Date(Date.now() + 25 * 3600_000);
    const next = await kit.backUpNow({ keep: 1, now: tomorrow });
    expect(next).toMatchObject({ removedManifests: 1, removedObjects: 1 });
    expect(await keysOf(kit.store, 'people/')).toHaveLength(before.length - 1);
  });

  test('when the backup key is rotated, then the data keys are wrapped anew and the old key can go', async () => {
    await kit.backUpNow();
    const rotated = createSecretBox(`${kit.backupKeys[1]},${kit.backupKeys[0]}`);
    expect(
      await backUp(backUpDeps(kit.campus, { ...kit.target(), backupBox: rotated }), { keep: 1 }),
    ).toMatchObject({
      uploaded: 0,
    });
    const only = createSecretBox(kit.backupKeys[1]);
    const empty = await kit.emptyCampus();
    const deps = restoreDeps(empty, { ...kit.target(), backupBox: only });
    expect(await restore(deps, { dryRun: true })).toMatchObject({ damaged: [], erased: [] });
  });

  test('when no key opens a template or a photo is lost, then it is told, kept as it is, and tried again', async () => {
    const other = createSecretBox(generateSecretKey('other'));
    const lost = await enrolPerson({ ...kit.campus, templateBox: other }, kit.courseId, 'hana');
    await kit.campus.photos.delete(lost.objectKey);
    expect(await kit.backUpNow()).toMatchObject({ unopenedTemplates: 2, missingPhotos: 1 });
    const empty = await kit.emptyCampus();
    await restore(restoreDeps(empty, kit.target()), { dryRun: false });
    expect(await empty.database.personRows.ofPeople([lost.studentId])).toEqual(
      await kit.campus.database.personRows.ofPeople([lost.studentId]),
    );
    await kit.campus.photos.put(lost.objectKey, imageOf('hana'), { contentType: 'image/jpeg' });
    expect(await kit.backUpNow()).toMatchObject({ missingPhotos: 0 });
    await kit.campus.database.consents.withdraw(lost.studentId);
  });
});
