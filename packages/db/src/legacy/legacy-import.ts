import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { type NewSession, newRow } from '../repositories/sessions.ts';
import { sessionTable } from '../tables/class-session.ts';
import { courseTable } from '../tables/course.ts';
import { type LegacyId, type LegacyKind, legacyIdTable } from '../tables/legacy-id.ts';
import { semesterTable } from '../tables/semester.ts';
import { studentTable } from '../tables/student.ts';
import { type ArrivedAttendance, writeAttendances } from './write-attendances.ts';

/** How many rows of the old system became new rows, were found here already, or had come before. */
export type Brought = { readonly created: number; readonly adopted: number; readonly known: number };
export type LegacyStudentRow = { readonly legacyId: string; readonly number: string; readonly name: string };
export type LegacyCourseRow = {
  readonly legacyId: string;
  readonly code: string;
  readonly name: string;
  readonly semesterId: string | null;
};
export type LegacySessionRow = {
  readonly legacyId: string;
  readonly courseId: string;
  readonly roomId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** The rule in force for the course. */
  readonly rule: Pick<
    NewSession,
    | 'opensBeforeMinutes'
    | 'lateAfterMinutes'
    | 'closesAfterMinutes'
    | 'earlyLeaveMinutes'
    | 'requiredSightings'
  >;
  readonly attendances: readonly ArrivedAttendance[];
};
export type LegacyImport = ReturnType<typeof createLegacyImport>;

const PART = 500;

/** Brings rows of the system before, and remembers each so that it comes once. All may run again. */
export function createLegacyImport(store: Store) {
  return {
    /** New ids by the old ones. */
    ids: (kind: LegacyKind): Promise<Map<string, string>> =>
      store.read(async (manager) => {
        const rows = await manager.find(legacyIdTable, {
          where: { kind },
          select: { legacyId: true, id: true },
        });
        return new Map(rows.map(({ legacyId, id }) => [legacyId, id]));
      }),
    semester: (legacyId: string, row: { name: string; startsOn: string; endsOn: string }): Promise<string> =>
      store.write(async (manager) => {
        const known = await find(manager, 'semester', legacyId);
        if (known) return known.id;
        const id = uuidv7();
        await manager.insert(semesterTable, { id, ...row });
        await remember(manager, [{ kind: 'semester', legacyId, id }]);
        return id;
      }),
    /** A course of that code that is here already is taken for the same. */
    course: (row: LegacyCourseRow): Promise<{ id: string; isNew: boolean }> =>
      store.write((manager) => bringCourse(manager, row)),
    /** A student of that number who is here already is taken for the same; names stay as they are here. */
    students: async (rows: readonly LegacyStudentRow[]): Promise<Brought> => {
      const total = { created: 0, adopted: 0, known: 0 };
      for (let from = 0; from < rows.length; from += PART) {
        const part = await store.write((manager) => bringStudents(manager, rows.slice(from, from + PART)));
        total.created += part.created;
        total.adopted += part.adopted;
        total.known += part.known;
      }
      return total;
    },
    /** Puts students on a roster as of that moment, so that sessions held since expect them; those on it stay as they are. */
    roster: (courseId: string, studentIds: readonly string[], since: Date): Promise<number> =>
      store.write((manager) => bringRoster(manager, courseId, studentIds, since)),
    /** A session with its attendances at once, so that whoever closes it finds all of them. */
    session: (row: LegacySessionRow, actor: string): Promise<{ isNew: boolean; attendances: Brought }> =>
      store.write(async (manager) => {
        const known = await find(manager, 'session', row.legacyId);
        const id = known?.id ?? (await bringSession(manager, row));
        const attendances = await writeAttendances(manager, id, row.attendances, actor);
        return { isNew: !known, attendances };
      }),
    /** What became of each student's photo, by the student's new id. */
    photos: (): Promise<Map<string, Pick<LegacyId, 'photoUrl' | 'photoState'>>> =>
      store.read(async (manager) => {
        const rows = await manager.findBy(legacyIdTable, { kind: 'student' });
        return new Map(rows.map(({ id, photoUrl, photoState }) => [id, { photoUrl, photoState }]));
      }),
    notePhoto: (studentId: string, photoUrl: string, photoState: string): Promise<void> =>
      store.write(
        async (manager) => {
          await manager.update(legacyIdTable, { kind: 'student', id: studentId }, { photoUrl, photoState });
        },
        { idempotent: true },
      ),
    /** Whether the student was asked before: agreed, and perhaps withdrew, or said no. */
    wasAsked: (studentId: string): Promise<boolean> =>
      store.read(async (manager) => {
        const rows: unknown[] = await manager.query(
          `SELECT 1 FROM consents WHERE student_id = ? UNION ALL SELECT 1 FROM consent_declines WHERE student_id = ? LIMIT 1`,
          [studentId, studentId],
        );
        return rows.length > 0;
      }),
  };
}

async function find(manager: EntityManager, kind: LegacyKind, legacyId: string): Promise<LegacyId | null> {
  return manager.findOneBy(legacyIdTable, { kind, legacyId });
}

type Remembered = Pick<LegacyId, 'kind' | 'legacyId' | 'id'> & { readonly studentId?: string };

async function remember(manager: EntityManager, rows: readonly Remembered[]): Promise<void> {
  if (rows.length === 0) return;
  const full = rows.map((row) => ({ studentId: null, photoUrl: null, photoState: null, ...row }));
  await manager.insert(legacyIdTable, full);
}

async function bringCourse(
  manager: EntityManager,
  { legacyId, code, name, semesterId }: LegacyCourseRow,
): Promise<{ id: string; isNew: boolean }> {
  const known = await find(manager, 'course', legacyId);
  if (known) return { id: known.id, isNew: false };
  const same = await manager.findOneBy(courseTable, { code });
  const id = same?.id ?? uuidv7();
  if (!same) {
    const row = { id, code, name, semesterId, galleryVersion: 1, createdAt: new Date() };
    await manager.insert(courseTable, row);
  }
  await remember(manager, [{ kind: 'course', legacyId, id }]);
  return { id, isNew: !same };
}

async function bringStudents(manager: EntityManager, rows: readonly LegacyStudentRow[]): Promise<Brought> {
  const legacyIds = rows.map(({ legacyId }) => legacyId);
  const known = new Set(
    (await manager.findBy(legacyIdTable, { kind: 'student', legacyId: In(legacyIds) })).map(
      (row) => row.legacyId,
    ),
  );
  const rest = rows.filter(({ legacyId }) => !known.has(legacyId));
  let created = 0;
  for (const { legacyId, number, name } of rest) {
    const same = await manager.findOneBy(studentTable, { number });
    const id = same?.id ?? uuidv7();
    if (!same) {
      await manager.insert(studentTable, {
        id,
        number,
        name,
        email: null,
        linkEpoch: 0,
        createdAt: new Date(),
      });
      created += 1;
    }
    await remember(manager, [{ kind: 'student', legacyId, id, studentId: id }]);
  }
  return { created, adopted: rest.length - created, known: known.size };
}

async function bringRoster(
  manager: EntityManager,
  courseId: string,
  studentIds: readonly string[],
  since: Date,
): Promise<number> {
  let added = 0;
  for (let from = 0; from < studentIds.length; from += PART) {
    const part = studentIds.slice(from, from + PART);
    const result: { affectedRows: number } = await manager.query(
      `INSERT IGNORE INTO roster_entries (course_id, student_id, group_name, created_at)
       SELECT ?, id, NULL, ? FROM students WHERE id IN (?)`,
      [courseId, since, part],
    );
    added += result.affectedRows;
  }
  if (added > 0)
    await manager.query('UPDATE courses SET gallery_version = gallery_version + 1 WHERE id = ?', [courseId]);
  return added;
}

async function bringSession(manager: EntityManager, row: LegacySessionRow): Promise<string> {
  const { legacyId, courseId, roomId, startsAt, endsAt, rule } = row;
  const session = newRow({ courseId, roomId, startsAt, endsAt, ...rule });
  await manager.insert(sessionTable, { ...session });
  await remember(manager, [{ kind: 'session', legacyId, id: session.id }]);
  return session.id;
}
