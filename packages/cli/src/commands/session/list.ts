import { findCourse, findRoom } from '../../api/find.ts';
import { ClassSession, pageOf } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { sessionNames } from './session-names.ts';

export const sessionList = defineCommand({
  name: 'list',
  summary: 'List class sessions by start, from today on unless told.',
  examples: ['', '--from 2026-11-01 --to 2026-12-01 --course IF-101'],
  input: {
    from: option('--from <day>', 'the first day, or a time', text.default('today')),
    to: option('--to <day>', 'before this day or time', text.optional()),
    course: option('--course <code>', 'only of this course', text.optional()),
    room: option('--room <name>', 'only in this room', text.optional()),
    status: option(
      '--status <status>',
      'only scheduled or cancelled',
      oneOf(['scheduled', 'cancelled']).optional(),
    ),
    ...pageFields,
  },
  async run({ from, to, course, room, status, ...page }, context) {
    const { api, time } = context;
    const [courseId, roomId] = await Promise.all([
      course === undefined ? undefined : findCourse(api, course).then(({ id }) => id),
      room === undefined ? undefined : findRoom(api, room).then(({ id }) => id),
    ]);
    const sessions = await api.get('/v1/sessions', pageOf(ClassSession), {
      ...page,
      from: time.parseDayOrTime(from).toISOString(),
      to: to === undefined ? undefined : time.parseDayOrTime(to).toISOString(),
      courseId,
      roomId,
      status,
    });
    const names = await sessionNames(api, sessions.items);
    return listResult(
      context,
      sessions,
      [
        { title: 'starts', value: ({ startsAt }: ClassSession) => time.dateTime(startsAt) },
        { title: 'ends', value: ({ endsAt }: ClassSession) => time.hourMinute(endsAt) },
        { title: 'course', value: names.course, flexible: true },
        { title: 'room', value: names.room, flexible: true },
        { title: 'status', value: statusOf, flexible: true },
        { title: 'id', value: ({ id }: ClassSession) => id },
      ],
      'No session is planned. Add one: hadir session add --course CODE --room NAME --start TIME --minutes N',
    );
  },
});

/** What is out of the ordinary. */
function statusOf({ status, cancelReason, movedFrom }: ClassSession): string | null {
  if (status === 'cancelled') return cancelReason ? `cancelled: ${cancelReason}` : 'cancelled';
  return movedFrom ? 'moved' : null;
}
