import { findCourse, findRoom } from '../../api/find.ts';
import { PlacedSeries } from '../../api/timetable-models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { placedText } from './placed-text.ts';
import { clock, patternOptions, weekdayNames, weekdays } from './series-fields.ts';

export const seriesAdd = defineCommand({
  name: 'add',
  summary: 'Hold sessions of a course each week, and make them all.',
  details:
    "The days are the semester's unless told; holidays are left out. Times are the campus clock's, all year. An end that is not later than the start lies on the next day.",
  examples: [
    '--course IF-101 --room A-101 --on mon,thu --start 09:00 --end 10:40',
    '--course IF-207 --room B-2 --on fri --start 22:30 --end 00:30 --every 2 --from 2026-09-04 --to 2026-12-18',
  ],
  input: {
    course: option('--course <code>', 'the course', text),
    room: option('--room <name>', 'the room', text),
    on: option('--on <days>', 'days of the week: mon,thu', weekdays),
    start: option('--start <time>', 'when it starts: 09:00', clock),
    end: option('--end <time>', 'when it ends: 10:40', clock),
    ...patternOptions,
  },
  async run(
    { on, start, end, from, to, every, except, scope, allowOverlap, includePast, ...names },
    { api },
  ) {
    const [course, room] = await Promise.all([findCourse(api, names.course), findRoom(api, names.room)]);
    const body = {
      courseId: course.id,
      roomId: room.id,
      weekdays: on,
      startsLocal: start,
      endsLocal: end,
      fromOn: from,
      toOn: to,
      everyWeeks: every,
      exceptOn: except,
      scope,
      allowOverlap,
      includePast,
    };
    const added = await api.send({ method: 'POST', path: '/v1/series', body }, PlacedSeries);
    const { id, weekdays: days, fromOn, toOn } = added.series;
    const said = `${course.code} on ${weekdayNames(days)} at ${start}, ${fromOn} to ${toOn}. ${placedText(added.sessions)}`;
    return { json: added, text: `${said}\nId ${id}` };
  },
});
