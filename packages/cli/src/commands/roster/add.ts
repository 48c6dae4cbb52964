import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import { findCourse, findStudent } from '../../api/find.ts';
import type { Student } from '../../api/models.ts';
import { CliError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { addToRoster } from './add-to-roster.ts';

export const rosterAdd = defineCommand({
  name: 'add',
  summary: 'Put students on the roster of a course.',
  details: 'All of them or, when a number is unknown, none. Those already on it stay as they are.',
  examples: ['--course IF-101 20210001 20210002'],
  input: {
    numbers: argument('<number...>', 'student numbers', z.array(text).min(1)),
    course: option('--course <code>', 'the course', text),
  },
  async run({ numbers, course }, { api }) {
    const { id, code } = await findCourse(api, course);
    const students = await findAll(api, numbers);
    const added = await addToRoster(
      api,
      id,
      students.map((student) => student.id),
    );
    const already = students.length - added;
    const rest = already > 0 ? ` ${already} already on it.` : '';
    return {
      json: { course: code, added, already },
      text: `Put ${added === 1 ? '1 student' : `${added} students`} on the roster of ${code}.${rest}`,
    };
  },
});

/** Every unknown number is told, not only the first. */
async function findAll(api: ApiClient, numbers: readonly string[]): Promise<Student[]> {
  const found: Student[] = [];
  const unknown: string[] = [];
  for (const number of new Set(numbers)) {
    const student = await findStudent(api, number).catch(notFound);
    if (student) found.push(student);
    else unknown.push(number);
  }
  if (unknown.length === 0) return found;
  throw new CliError(
    'not-found',
    `There is no student ${unknown.join(', ')}; nothing was changed.`,
    'Add them with `hadir student add` or `hadir student import`.',
  );
}

function notFound(error: unknown): undefined {
  if (error instanceof CliError && error.code === 'not-found') return undefined;
  throw error;
}
