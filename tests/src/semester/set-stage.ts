import type { Database } from '@hadir/db';
import { DEFAULT_RULE, mergeRules, sessionRuleOf } from '@hadir/domain';
import { sql } from '@hadir/local-stack/testing';
import { type Script, type ScriptExcuse, type ScriptSession, WEEK_MINUTES } from './script.ts';
import { at, type Ids, type Stage } from './stage.ts';

export async function addPeople(db: Database, { script, url }: Stage): Promise<Omit<Ids, 'sessions'>> {
  const students: string[] = [];
  for (let number = 0; number < script.students; number += 1) {
    const { id } = await db.students.create({ number: `N${number}`, name: `Student ${number}` });
    await db.consents.grant({ studentId: id, grantedBy: 'test', noticeVersion: '1' });
    students.push(id);
  }
  const room = await db.rooms.create({ name: 'Room' });
  await db.devices.create({ id: 'door', name: 'Door', roomId: room.id, keyCiphertext: Buffer.of(1) });
  const courses: string[] = [];
  for (const [number, { members }] of script.courses.entries()) {
    const { id } = await db.courses.create({ code: `C${number}`, name: `Course ${number}` });
    await db.rosters.add(
      id,
      [...members.keys()].map((student) => students[student] ?? ''),
    );
    for (const [student, week] of members) {
      const joined = at(week === 0 ? -WEEK_MINUTES : week * WEEK_MINUTES)
        .toISOString()
        .replace('T', ' ');
      const set = `SET created_at = '${joined.slice(0, 23)}'`;
      await sql(
        url,
        `UPDATE roster_entries ${set} WHERE course_id = '${id}' AND student_id = '${students[student]}'`,
      );
    }
    courses.push(id);
  }
  return { students, courses, roomId: room.id };
}

export async function plan(
  db: Database,
  script: Script,
  session: ScriptSession,
  courses: readonly string[],
  roomId: string,
): Promise<string> {
  const planned = session.movedFrom ?? session.startsAt;
  const rule = sessionRuleOf(mergeRules(DEFAULT_RULE, script.courses[session.course]?.rule ?? {}));
  const { id } = await db.sessions.create({
    ...{ courseId: courses[session.course] ?? '', roomId },
    ...{ startsAt: at(planned), endsAt: at(planned + session.minutes) },
  });
  const moved = { startsAt: at(session.startsAt), endsAt: at(session.startsAt + session.minutes) };
  const status = session.isCancelled ? ('cancelled' as const) : ('scheduled' as const);
  await db.sessions.update(id, {
    ...rule,
    ...moved,
    status,
    movedFrom: session.movedFrom === null ? null : at(planned),
  });
  return id;
}

export async function addExcuse(
  db: Database,
  excuse: ScriptExcuse,
  { students, courses, sessions }: Ids,
): Promise<string> {
  const { student, course, from, to, session } = excuse;
  const id = db.excuses.newId();
  await db.excuses.create({
    ...{ id, studentId: students[student] ?? '', courseId: course === null ? null : (courses[course] ?? '') },
    sessionId: session === null ? null : (sessions[session] ?? ''),
    ...{ fromAt: at(from), toAt: at(to), kind: 'sick', reason: 'a cold', madeBy: 'user:x' },
    ...{ attachmentKey: null, attachmentType: null, attachmentBytes: null },
  });
  return id;
}
