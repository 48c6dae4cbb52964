import type { Role } from '@hadir/platform';

/** Who may look at everything. */
export const readers = ['admin', 'staff', 'viewer'] as const satisfies readonly Role[];

/** Who runs the classes. */
export const writers = ['admin', 'staff'] as const satisfies readonly Role[];

/** Who may do what cannot be taken back, or what concerns keys. */
export const admins = ['admin'] as const satisfies readonly Role[];

/** Who may look at a course; of lecturers those who teach it, which `assertOwnCourse` sees to. */
export const courseReaders = ['admin', 'staff', 'lecturer', 'viewer'] as const satisfies readonly Role[];

/** Who may mark and correct in a course; of lecturers those who teach it, which `assertOwnCourse` sees to. */
export const courseWriters = ['admin', 'staff', 'lecturer'] as const satisfies readonly Role[];

/** Who signs in; of API keys those that have such a role. */
export const users = ['admin', 'staff', 'lecturer', 'viewer'] as const satisfies readonly Role[];

/** Whoever shows who they are. */
export const everyone = [
  'admin',
  'staff',
  'lecturer',
  'viewer',
  'device',
  'student',
] as const satisfies readonly Role[];

/** A camera with a key of its own. */
export const devices = ['device'] as const satisfies readonly Role[];

/** Who came by a personal link; `actor.id` is the student's. */
export const students = ['student'] as const satisfies readonly Role[];
