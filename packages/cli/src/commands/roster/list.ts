import type { z } from 'zod';
import { findCourse } from '../../api/find.ts';
import { pageOf, RosterEntry } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const rosterList = defineCommand({
  name: 'list',
  summary: 'List the roster of a course by student number.',
  examples: ['--course IF-101', '--course IF-101 --group A'],
  input: {
    course: option('--course <code>', 'the course', text),
    group: option('--group <name>', 'only of this group', text.optional()),
    ...pageFields,
  },
  async run({ course, ...page }, context) {
    const { id, code } = await findCourse(context.api, course);
    const roster = await context.api.get(`/v1/courses/${id}/roster`, pageOf(RosterEntry), page);
    type Entry = z.output<typeof RosterEntry>;
    return listResult(
      context,
      roster,
      [
        { title: 'number', value: ({ student }: Entry) => student.number },
        { title: 'name', value: ({ student }: Entry) => student.name, flexible: true },
        { title: 'group', value: ({ groupName }: Entry) => groupName ?? null },
        { title: 'since', value: ({ createdAt }: Entry) => context.time.dateTime(createdAt) },
      ],
      `Nobody is on the roster. Add students: hadir roster add --course ${code} NUMBER...`,
    );
  },
});
