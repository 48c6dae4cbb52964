import { findCourse, findRoom } from '../../api/find.ts';
import { findSemester } from '../../api/timetable-models.ts';
import { UsageError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printStream, saveStream } from '../../output/save-stream.ts';

export const timetableExport = defineCommand({
  name: 'export',
  summary: 'Export sessions as an iCalendar file, cancelled ones included.',
  details: 'From 60 days back to a year ahead unless told; at most 20,000 sessions.',
  examples: [
    '--out campus.ics',
    '--course IF-101 --out if-101.ics',
    '--room A-101 --from 2026-08-31 --to 2026-12-19',
  ],
  input: {
    course: option('--course <code>', 'only of this course', text.optional()),
    room: option('--room <name>', 'only in this room', text.optional()),
    semester: option('--semester <name>', 'only of courses of this semester', text.optional()),
    from: option('--from <day>', 'the first day, or a time', text.optional()),
    to: option('--to <day>', 'before this day or time', text.optional()),
    out: option('--out <file>', 'write it to this file', text.optional()),
  },
  async run({ course, room, semester, from, to, out }, { api, time, json }) {
    if (json && !out) throw new UsageError('--json cannot print a calendar.', 'Add --out FILE.');
    const at = (given: string | undefined) => given && time.parseDayOrTime(given).toISOString();
    const body = await api.stream('/v1/timetable.ics', {
      courseId: course === undefined ? undefined : (await findCourse(api, course)).id,
      roomId: room === undefined ? undefined : (await findRoom(api, room)).id,
      semesterId: semester === undefined ? undefined : (await findSemester(api, semester)).id,
      from: at(from),
      to: at(to),
    });
    if (!out) {
      await printStream(body);
      return { json: null, text: '' };
    }
    const bytes = await saveStream(body, out);
    return { json: { file: out, bytes }, text: `Wrote ${out} (${bytes} bytes).` };
  },
});
