import { z } from 'zod';
import { findCourse, findStudent } from '../../api/find.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

export const rosterRemove = defineCommand({
  name: 'remove',
  summary: 'Take students off the roster of a course; their attendance records stay.',
  examples: ['--course IF-101 20210001'],
  input: {
    numbers: argument('<number...>', 'student numbers', z.array(text).min(1)),
    course: option('--course <code>', 'the course', text),
  },
  async run({ numbers, course }, { api }) {
    const { id, code } = await findCourse(api, course);
    const students = [];
    for (const number of new Set(numbers)) students.push(await findStudent(api, number));
    for (const student of students) {
      await api.sendOnly({ method: 'DELETE', path: `/v1/courses/${id}/roster/${student.id}` });
    }
    const who = students.length === 1 ? '1 student' : `${students.length} students`;
    return {
      json: { course: code, removed: students.length },
      text: `Took ${who} off the roster of ${code}.`,
    };
  },
});
