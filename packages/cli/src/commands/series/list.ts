import { findCourse, findRoom } from '../../api/find.ts';
import { pageOf } from '../../api/models.ts';
import { Series } from '../../api/timetable-models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { sessionNames } from '../session/session-names.ts';
import { weekdayNames } from './series-fields.ts';

export const seriesList = defineCommand({
  name: 'list',
  summary: 'List weekly series in the order in which they were made.',
  examples: ['', '--course IF-101'],
  input: {
    course: option('--course <code>', 'only of this course', text.optional()),
    room: option('--room <name>', 'only in this room', text.optional()),
    ...pageFields,
  },
  async run({ course, room, ...page }, context) {
    const { api } = context;
    const courseId = course === undefined ? undefined : (await findCourse(api, course)).id;
    const roomId = room === undefined ? undefined : (await findRoom(api, room)).id;
    const list = await api.get('/v1/series', pageOf(Series), { ...page, courseId, roomId });
    const names = await sessionNames(api, list.items);
    return listResult(
      context,
      list,
      [
        { title: 'course', value: names.course, flexible: true },
        { title: 'room', value: names.room, flexible: true },
        { title: 'on', value: ({ weekdays }: Series) => weekdayNames(weekdays) },
        { title: 'at', value: ({ startsLocal, endsLocal }: Series) => `${startsLocal}–${endsLocal}` },
        { title: 'weeks', value: ({ everyWeeks }: Series) => everyWeeks, align: 'right' },
        { title: 'from', value: ({ fromOn }: Series) => fromOn },
        { title: 'to', value: ({ toOn }: Series) => toOn },
        { title: 'id', value: ({ id }: Series) => id },
      ],
      'There are no series. Add one: hadir series add --course CODE --room NAME --on mon --start 09:00 --end 10:40',
    );
  },
});
