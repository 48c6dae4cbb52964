import { readdir } from 'node:fs/promises';
import type { LegacyDatabase } from '@hadir/db';
import { CliError } from '../../../cli-error.ts';

export type LegacyRows = {
  readonly students: Awaited<ReturnType<LegacyDatabase['students']>>;
  readonly courses: Awaited<ReturnType<LegacyDatabase['courses']>>;
  readonly enrolments: Awaited<ReturnType<LegacyDatabase['enrolments']>>;
  readonly sessions: Awaited<ReturnType<LegacyDatabase['sessions']>>;
  readonly attendanceCount: number;
};

/** Opened only after the options are known to be right. */
export async function openSource(url: string): Promise<LegacyDatabase> {
  const db = await import('@hadir/db');
  try {
    return await db.openLegacy({ url });
  } catch (error) {
    if (error instanceof db.NotLegacySchema) {
      throw new CliError(
        'not-legacy',
        `This is not a database of the system before: it lacks ${error.missing.join(', ')}.`,
        'Give the URL of the database that holds Students, Courses, CourseEnrollments, ClassSessions and Attendances (docs/legacy.md).',
      );
    }
    if (error instanceof db.DatabaseUnavailable) {
      throw new CliError(
        'unreachable',
        `The database of the system before does not answer: ${error.message}.`,
        'Check --database: mysql://user:password@host:port/database.',
        error,
      );
    }
    throw error;
  }
}

export async function readRows(source: LegacyDatabase): Promise<LegacyRows> {
  return {
    students: await source.students(),
    courses: await source.courses(),
    enrolments: await source.enrolments(),
    sessions: await source.sessions(),
    attendanceCount: await source.countAttendances(),
  };
}

/** How many files of SIFT features lie in the folder and below. */
export async function countFeatures(dir: string): Promise<number> {
  const names = await readdir(dir, { recursive: true }).catch((error: unknown) => {
    throw new CliError('no-folder', `${dir} cannot be read.`, 'Check --features.', error);
  });
  return names.filter((name) => name.toLowerCase().endsWith('.npy')).length;
}
