import { findCourse, findRoom } from '../../api/find.ts';
import { ClassSession } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, oneOf, text, wholeNumber } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 24 * 60;

export const sessionAdd = defineCommand({
  name: 'add',
  summary: 'Add a class session of a course in a room.',
  details: 'The start is campus time (CAMPUS_TIME_ZONE); a time that clocks skip or repeat is refused.',
  examples: [
    "--course IF-101 --room A-101 --start '2026-11-22 13:00' --minutes 100",
    '--course IF-101 --room A-101 --start now --minutes 50 --late-after 5',
    '--course EVENTS --room Hall --start now --minutes 180 --scope campus',
  ],
  input: {
    course: option('--course <code>', 'the course', text),
    room: option('--room <name>', 'the room', text),
    start: option('--start <time>', "'2026-11-22 13:00', 2026-11-22T13:00+07:00, or now", text),
    minutes: option('--minutes <n>', 'how long it lasts', wholeNumber(1, LONGEST_MINUTES)),
    opensBefore: option(
      '--opens-before <minutes>',
      'faces count from so long before; as the course’s rule says unless told',
      wholeNumber(0, 1440).optional(),
    ),
    lateAfter: option(
      '--late-after <minutes>',
      'seen later than this is late; as the course’s rule says unless told',
      wholeNumber(0, 1440).optional(),
    ),
    scope: option(
      '--scope <scope>',
      'who is known: roster, or campus for everybody who is enrolled',
      oneOf(['roster', 'campus']).default('roster'),
    ),
    allowOverlap: option('--allow-overlap', 'although another session is held in the room', flag),
  },
  async run({ start, minutes, opensBefore, lateAfter, scope, allowOverlap, ...names }, { api, time }) {
    const startsAt = time.parse(start);
    const [course, room] = await Promise.all([findCourse(api, names.course), findRoom(api, names.room)]);
    const body = {
      courseId: course.id,
      roomId: room.id,
      startsAt: startsAt.toISOString(),
      endsAt: new Date(startsAt.getTime() + minutes * MINUTE_MS).toISOString(),
      opensBeforeMinutes: opensBefore,
      lateAfterMinutes: lateAfter,
      scope,
      allowOverlap,
    };
    const session = await api.send({ method: 'POST', path: '/v1/sessions', body }, ClassSession);
    const shown = facts([
      ['Course', `${course.code} ${course.name}`],
      ['Room', room.name],
      ['Starts', time.dateTime(session.startsAt)],
      ['Ends', time.dateTime(session.endsAt)],
      ['Known', scope === 'campus' ? 'everybody who is enrolled' : 'the roster'],
      ['Id', session.id],
    ]);
    return { json: session, text: `${shown}\n\nWatch it: hadir session show ${session.id} --watch` };
  },
});
