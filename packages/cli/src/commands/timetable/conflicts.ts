import { z } from 'zod';
import { findCourse } from '../../api/find.ts';
import { pageOf } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { day, oneOf, pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

const Side = z.looseObject({
  courseCode: z.string(),
  roomName: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
});
const Conflict = z.looseObject({
  kind: z.string(),
  sessions: z.tuple([Side, Side]),
  students: z.looseObject({ count: z.number(), items: z.array(z.looseObject({ number: z.string() })) }),
});
type Conflict = z.output<typeof Conflict>;

/** Students that are named on one line. */
const MOST_NAMED = 3;

export const timetableConflicts = defineCommand({
  name: 'conflicts',
  summary: 'List sessions that are held at once in one room or for the same students.',
  details: 'Two weeks from today unless told, 62 days at most.',
  examples: ['', '--from 2026-08-31 --to 2026-10-30 --kind students'],
  input: {
    from: option('--from <day>', 'the first day', day.optional()),
    to: option('--to <day>', 'the last day', day.optional()),
    kind: option('--kind <kind>', 'only room or students', oneOf(['room', 'students']).optional()),
    course: option('--course <code>', 'only with this course', text.optional()),
    ...pageFields,
  },
  async run({ course, ...query }, context) {
    const { api, time } = context;
    const courseId = course === undefined ? undefined : (await findCourse(api, course)).id;
    const found = await api.get('/v1/conflicts', pageOf(Conflict), { ...query, courseId });
    const side =
      (at: 0 | 1) =>
      ({ sessions }: Conflict) =>
        `${sessions[at].courseCode} ${sessions[at].roomName} ${time.hourMinute(sessions[at].startsAt)}–${time.hourMinute(sessions[at].endsAt)}`;
    return listResult(
      context,
      found,
      [
        { title: 'at', value: ({ sessions: [, other] }: Conflict) => time.dateTime(other.startsAt) },
        { title: 'session', value: side(0), flexible: true },
        { title: 'and', value: side(1), flexible: true },
        { title: 'because of', value: becauseOf, flexible: true },
      ],
      'Nothing is held at once in one room or for the same students.',
    );
  },
});

function becauseOf({ kind, students: { count, items } }: Conflict): string {
  if (kind === 'room') return 'the room';
  const named = items.slice(0, MOST_NAMED).map(({ number }) => number);
  const more = count > named.length ? ` and ${count - named.length} more` : '';
  return named.join(', ') + more;
}
