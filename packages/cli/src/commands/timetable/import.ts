import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { findCourse, findRoom } from '../../api/find.ts';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

const TimetableImport = z.looseObject({
  applied: z.boolean(),
  events: z.number(),
  sessions: z.looseObject({
    create: z.number(),
    change: z.number(),
    cancel: z.number(),
    unchanged: z.number(),
    kept: z.number(),
    past: z.number(),
  }),
  changes: z.array(
    z.looseObject({
      kind: z.string(),
      uid: z.string(),
      summary: z.string().nullable(),
      startsAt: z.string(),
    }),
  ),
  problems: z.array(
    z.looseObject({ uid: z.string().nullable(), recurrence: z.string().nullable(), message: z.string() }),
  ),
  moreProblems: z.number(),
});
type TimetableImport = z.output<typeof TimetableImport>;

/** Changes that are listed one by one. */
const MOST_LISTED = 20;

export const timetableImport = defineCommand({
  name: 'import',
  summary: 'Import sessions from an iCalendar file; without --apply it only says what it would do.',
  details:
    'The course is a category, or the beginning of the summary, that is its code; the room is the location. Imported again, only what changed in the file changes here. While there is a problem nothing is written. CSV and XLSX: hadir import timetable.',
  examples: ['semester.ics', 'semester.ics --apply', 'lab.ics --course IF-101 --room "Lab 1" --apply'],
  input: {
    file: argument('<file>', 'an .ics file of at most 5 MB', text),
    apply: option('--apply', 'write it', flag),
    course: option('--course <code>', 'for events that name no course', text.optional()),
    room: option('--room <name>', 'for events that name no room', text.optional()),
    allowOverlap: option('--allow-overlap', 'although a room would have two sessions at once', flag),
    includePast: option('--include-past', 'also sessions that have begun or are over', flag),
  },
  async run({ file, apply, course, room, allowOverlap, includePast }, context) {
    const { api } = context;
    const query = new URLSearchParams({
      apply: String(apply),
      allowOverlap: String(allowOverlap),
      includePast: String(includePast),
    });
    if (course !== undefined) query.set('courseId', (await findCourse(api, course)).id);
    if (room !== undefined) query.set('roomId', (await findRoom(api, room)).id);
    const form = new FormData();
    form.set('file', new Blob([await read(file)], { type: 'text/calendar' }), 'timetable.ics');
    const path = `/v1/timetable/import?${query}`;
    const done = await api.send({ method: 'POST', path, form }, TimetableImport);
    return { json: done, text: importText(done, apply, context), ok: done.problems.length === 0 };
  },
});

async function read(file: string): Promise<Buffer<ArrayBuffer>> {
  return readFile(file).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('no-file', `${file} cannot be read: ${why}.`, 'Check its name.', error);
  });
}

function importText(done: TimetableImport, apply: boolean, { time }: Context): string {
  const { create, change, cancel, unchanged, kept, past } = done.sessions;
  const counts = `${create} to make, ${change} to change, ${cancel} to cancel, ${unchanged} unchanged, ${kept} begun and kept, ${past} past or cancelled`;
  const changes = done.changes
    .slice(0, MOST_LISTED)
    .map(
      ({ kind, summary, uid, startsAt }) =>
        `  ${kind}  ${time.dateTime(startsAt)}  ${printable(summary ?? uid)}`,
    );
  const more = done.changes.length - changes.length;
  const problems = done.problems.map(
    ({ uid, message }) => `  ${printable(uid ?? 'an event without UID')}: ${printable(message)}`,
  );
  return [
    `${done.events} events: ${counts}.`,
    ...changes,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(problems.length > 0 ? [`Problems: ${problems.length + done.moreProblems}`, ...problems] : []),
    ending(done, apply),
  ].join('\n');
}

function ending({ applied, problems }: TimetableImport, apply: boolean): string {
  if (applied) return 'Written.';
  if (problems.length > 0) return 'Nothing was written: mend the file, or add what it names.';
  return apply ? 'Nothing was written.' : 'Nothing was written yet. Write it with --apply.';
}
