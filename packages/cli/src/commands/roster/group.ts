import { z } from 'zod';
import { findCourse, findStudent } from '../../api/find.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

const Entry = z.looseObject({ studentId: z.string(), groupName: z.string().nullable() });

export const rosterGroup = defineCommand({
  name: 'group',
  summary: 'Put students of a roster into a group, by which lists and reports are filtered.',
  details: 'Sessions are for the whole roster: a parallel class is a course of its own.',
  examples: ['A --course IF-101 20210001 20210002', 'none --course IF-101 20210001'],
  input: {
    group: argument('<group>', 'its name, or none', text),
    numbers: argument('<number...>', 'student numbers', z.array(text).min(1)),
    course: option('--course <code>', 'the course', text),
  },
  async run({ group, numbers, course }, { api }) {
    const { id, code } = await findCourse(api, course);
    const groupName = group === 'none' ? null : group;
    const entries = [];
    for (const number of new Set(numbers)) {
      const student = await findStudent(api, number);
      const path = `/v1/courses/${id}/roster/${student.id}`;
      entries.push(await api.send({ method: 'PUT', path, body: { groupName } }, Entry));
    }
    const where = groupName === null ? 'in no group' : `in group ${printable(groupName)}`;
    const who = entries.length === 1 ? '1 student is' : `${entries.length} students are`;
    return { json: { course: code, entries }, text: `${who} ${where} of ${code}.` };
  },
});
