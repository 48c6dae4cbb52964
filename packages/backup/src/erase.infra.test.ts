import { backupKeysPrefix, eraseFromBackups } from '@hadir/contracts';
import { expect, test } from 'vitest';
import { backUp, restore } from './index.ts';
import { backUpDeps, enrolPerson, restoreDeps } from './testing/campus.ts';
import { describeBackups, keysOf } from './testing/kit.ts';

describeBackups('an erasure', (kit) => {
  test('when a person is erased, then what was kept of them is unreadable, even if the object is put back', async () => {
    const erased = await enrolPerson(kit.campus, kit.courseId, 'dewi');
    const { manifestId } = await kit.backUpNow();
    const [object = ''] = await keysOf(kit.store, `people/${erased.studentId}/`);
    const bytes = await kit.store.get(object);
    await kit.campus.database.students.remove(erased.studentId);
    await eraseFromBackups(kit.target().stores, erased.studentId);
    expect(await keysOf(kit.store, backupKeysPrefix(erased.studentId))).toEqual([]);
    expect(await keysOf(kit.store, `people/${erased.studentId}/`)).toEqual([]);
    await kit.store.put(object, bytes, { contentType: 'application/octet-stream' });
    const empty = await kit.emptyCampus();
    const restored = await restore(restoreDeps(empty, kit.target()), { dryRun: false, manifestId });
    expect(restored).toMatchObject({ restored: 3, erased: [erased.studentId], damaged: [] });
    expect(await empty.database.students.find(erased.studentId)).toBeUndefined();
  });

  test('when people vanish without a trace, then nothing is backed up or removed; with a known erasure it goes on', async () => {
    const gone = await enrolPerson(kit.campus, kit.courseId, 'eka');
    await kit.backUpNow();
    await kit.campus.database.students.remove(gone.studentId);
    await expect(kit.backUpNow()).rejects.toMatchObject({ code: 'conflict' });
    expect(await keysOf(kit.store, backupKeysPrefix(gone.studentId))).toHaveLength(1);
    await kit.campus.database.audit.append({
      actor: 'api-key:1',
      action: 'student.erase',
      subjectType: 'student',
      subjectId: gone.studentId,
    });
    expect(await kit.backUpNow()).toMatchObject({ people: 3, erased: 1 });
    expect(await keysOf(kit.store, backupKeysPrefix(gone.studentId))).toEqual([]);
    const empty = await kit.emptyCampus();
    await expect(backUp(backUpDeps(empty, kit.target()), { keep: 7 })).rejects.toThrow('3 people');
  });

  test('when consent is withdrawn, then the next backup removes the key, and a new consent gets a new one', async () => {
    const { studentId } = await enrolPerson(kit.campus, kit.courseId, 'fajar');
    await kit.backUpNow();
    const [key] = await keysOf(kit.store, backupKeysPrefix(studentId));
    await kit.campus.database.consents.withdraw(studentId);
    expect(await kit.backUpNow()).toMatchObject({ people: 3, erased: 1 });
    expect(await keysOf(kit.store, backupKeysPrefix(studentId))).toEqual([]);
    await kit.campus.database.consents.grant({ studentId, grantedBy: 'test', noticeVersion: '2' });
    expect(await kit.backUpNow()).toMatchObject({ people: 4 });
    expect(await keysOf(kit.store, backupKeysPrefix(studentId))).not.toEqual([key]);
    await kit.campus.database.consents.withdraw(studentId);
  });

  test('when consent is withdrawn while the backup runs, then nothing of the person stays', async () => {
    const { studentId } = await enrolPerson(kit.campus, kit.courseId, 'gita');
    const deps = backUpDeps(kit.campus, kit.target());
    const rows = {
      ...deps.rows,
      ofPeople: async (ids: readonly string[]) => {
        const read = await deps.rows.ofPeople(ids);
        await kit.campus.database.consents.withdraw(studentId);
        await eraseFromBackups(kit.target().stores, studentId);
        return read;
      },
    };
    expect(await backUp({ ...deps, rows }, { keep: 7 })).toMatchObject({ people: 3, erased: 1 });
    expect(await keysOf(kit.store, backupKeysPrefix(studentId))).toEqual([]);
    expect(await keysOf(kit.store, `people/${studentId}/`)).toEqual([]);
  });
});
