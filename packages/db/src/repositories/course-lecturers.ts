import type { Store } from '../connection/store.ts';
import { type CourseLecturer, courseLecturerTable } from '../tables/course-lecturer.ts';

/** Courses that one user teaches at most. */
export const MOST_TAUGHT_COURSES = 500;
/** Lecturers of one course that are listed at most. */
const MOST_LECTURERS = 100;
export type CourseLecturers = ReturnType<typeof createCourseLecturers>;

/** Who teaches which course. */
export function createCourseLecturers(store: Store) {
  return {
    teaches: (userId: string, courseId: string): Promise<boolean> =>
      store.read((manager) => manager.existsBy(courseLecturerTable, { userId, courseId })),
    coursesOf: (userId: string): Promise<string[]> =>
      store.read(async (manager) => {
        const rows = await manager.find(courseLecturerTable, {
          where: { userId },
          order: { courseId: 'ASC' },
          take: MOST_TAUGHT_COURSES,
        });
        return rows.map(({ courseId }) => courseId);
      }),
    /** Who teaches the course, the first added first; at most 100. */
    lecturersOf: (courseId: string): Promise<CourseLecturer[]> =>
      store.read((manager) =>
        manager.find(courseLecturerTable, {
          where: { courseId },
          order: { createdAt: 'ASC', userId: 'ASC' },
          take: MOST_LECTURERS,
        }),
      ),
    /** Repeating it changes nothing. Throws MissingReference on `courseId` or `userId`. */
    add: (courseId: string, userId: string): Promise<void> =>
      store.write(
        async (manager) => {
          await manager.query(
            'INSERT INTO course_lecturers (course_id, user_id, created_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE user_id = user_id',
            [courseId, userId, new Date()],
          );
        },
        { idempotent: true },
      ),
    /** False when the user did not teach it. */
    remove: (courseId: string, userId: string): Promise<boolean> =>
      store.write(
        async (manager) =>
          ((await manager.delete(courseLecturerTable, { courseId, userId })).affected ?? 0) > 0,
      ),
  };
}
