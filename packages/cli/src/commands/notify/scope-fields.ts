import { NOTIFICATION_EVENTS } from '@hadir/contracts';
import type { ApiClient } from '../../api/api-client.ts';
import { findCourse, findRoom, findStudent } from '../../api/find.ts';
import { UsageError } from '../../cli-error.ts';
import { argument, option } from '../../command/define-command.ts';
import { oneOf, text } from '../../command/fields.ts';

export const scopeFields = {
  channel: argument('<channel>', "the channel's name or id", text),
  event: argument('<event>', NOTIFICATION_EVENTS.join(', '), oneOf(NOTIFICATION_EVENTS)),
  course: option('--course <code>', 'only of this course', text.optional()),
  room: option('--room <name>', 'only of this room', text.optional()),
  student: option('--student <number>', 'only of this student', text.optional()),
};

type Named = {
  readonly course: string | undefined;
  readonly room: string | undefined;
  readonly student: string | undefined;
};
export type ScopeIds = { readonly courseId?: string; readonly roomId?: string; readonly studentId?: string };

/** Throws UsageError when more than one is named. */
export async function scopeIds(api: ApiClient, { course, room, student }: Named): Promise<ScopeIds> {
  if ([course, room, student].filter((each) => each !== undefined).length > 1) {
    throw new UsageError('Name one of --course, --room and --student, or none for the whole campus.', '');
  }
  if (course !== undefined) return { courseId: (await findCourse(api, course)).id };
  if (room !== undefined) return { roomId: (await findRoom(api, room)).id };
  return student === undefined ? {} : { studentId: (await findStudent(api, student)).id };
}
