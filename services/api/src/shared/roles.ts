import type { Role } from '@hadir/platform';

/** Who may look. */
export const readers = ['admin', 'staff', 'viewer'] as const satisfies readonly Role[];

/** Who runs the classes. */
export const writers = ['admin', 'staff'] as const satisfies readonly Role[];

/** Who may do what cannot be taken back, or what concerns keys. */
export const admins = ['admin'] as const satisfies readonly Role[];
