import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { findCourse, findStudent } from '../../api/find.ts';
import { CliError, UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { day, oneOf, text } from '../../command/fields.ts';
import { ChangedExcuse, Excuse, KINDS } from './excuse-model.ts';

export const excuseAdd = defineCommand({
  name: 'add',
  summary: 'Excuse a student from a session, or from some days.',
  details:
    'Before or after the fact. Absences become excused; who was seen stays present, and what a person decided stays. The document is a PDF, JPEG or PNG of at most 5 MB.',
  examples: [
    "20210001 --from 2026-11-23 --to 2026-11-25 --kind sick --reason 'a letter of the clinic' --document letter.pdf",
    "20210001 --session 0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --kind duty --reason 'debating contest'",
  ],
  input: {
    number: argument('<number>', "the student's number", text),
    session: option('--session <id>', 'this session alone', text.optional()),
    from: option('--from <day>', 'the first day', day.optional()),
    to: option('--to <day>', 'the last day; the first one unless told', day.optional()),
    course: option(
      '--course <code>',
      'only sessions of this course; of every course unless told',
      text.optional(),
    ),
    kind: option('--kind <kind>', `why: ${KINDS.join(', ')}`, oneOf(KINDS)),
    reason: option('--reason <text>', 'in words; who may excuse can read it', text),
    document: option('--document <file>', 'a file to keep with it', text.optional()),
  },
  async run({ number, session, from, to, course, kind, reason, document }, { api, time }) {
    if ((session === undefined) === (from === undefined)) {
      throw new UsageError('Name --session, or --from a first day, and not both.', '');
    }
    const form = document === undefined ? undefined : await formOf(document);
    const student = await findStudent(api, number);
    const courseId = course === undefined ? undefined : (await findCourse(api, course)).id;
    const body = { studentId: student.id, sessionId: session, from, to, courseId, kind, reason };
    const made = await api.send({ method: 'POST', path: '/v1/excuses', body }, ChangedExcuse);
    const { id, fromAt, toAt } = made.excuse;
    const excuse = form
      ? await api.send({ method: 'PUT', path: `/v1/excuses/${id}/attachment`, form }, Excuse)
      : made.excuse;
    const span = `${time.dateTime(fromAt)} – ${time.dateTime(toAt)}`;
    const changed = `${made.changedSessions.length} absences became excused.`;
    return { json: { ...made, excuse }, text: `Excused ${number}: ${span}. ${changed}\nId  ${id}` };
  },
});

async function formOf(file: string): Promise<FormData> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check the path.', error);
  });
  const form = new FormData();
  form.append('attachment', new Blob([bytes]), basename(file));
  return form;
}
