import { z } from 'zod';
import { findCourse } from '../../api/find.ts';
import { pageOf } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

const AtRisk = z.looseObject({
  course: z.looseObject({ code: z.string() }),
  student: z.looseObject({ number: z.string(), name: z.string() }),
  groupName: z.string().nullable(),
  counted: z.number(),
  attended: z.number(),
  percent: z.number().nullable(),
  minimumPercent: z.number().nullable(),
  isAtRisk: z.boolean(),
  isLost: z.boolean(),
  sessionsLeft: z.number(),
  needed: z.number().nullable(),
});
type AtRisk = z.output<typeof AtRisk>;

export const atRisk = defineCommand({
  name: 'at-risk',
  summary: 'List students whose attendance is below the minimum of a course.',
  details: 'Of sessions that are closed and not cancelled; being excused does not count at all.',
  examples: ['', '--course IF-101 --group A', '--course IF-101 --everybody'],
  input: {
    course: option('--course <code>', 'only of this course', text.optional()),
    semester: option('--semester <id>', 'only of courses of this semester', text.optional()),
    group: option('--group <name>', 'only this part of the rosters', text.optional()),
    everybody: option('--everybody', 'those who are not at risk as well', flag),
    ...pageFields,
  },
  async run({ course, semester, group, everybody, ...page }, context) {
    const { api } = context;
    const list = await api.get('/v1/at-risk', pageOf(AtRisk), {
      ...page,
      courseId: course === undefined ? undefined : (await findCourse(api, course)).id,
      semesterId: semester,
      group,
      everybody: String(everybody),
    });
    return listResult(
      context,
      list,
      [
        { title: 'course', value: (row: AtRisk) => row.course.code },
        { title: 'number', value: (row: AtRisk) => row.student.number },
        { title: 'name', value: (row: AtRisk) => row.student.name, flexible: true },
        { title: 'group', value: (row: AtRisk) => row.groupName },
        { title: 'attended', value: (row: AtRisk) => `${row.attended} of ${row.counted}`, align: 'right' },
        { title: '%', value: (row: AtRisk) => row.percent?.toFixed(1) ?? null, align: 'right' },
        { title: 'minimum', value: (row: AtRisk) => row.minimumPercent, align: 'right' },
        { title: 'what is left', value: leftText, flexible: true },
      ],
      'Nobody is at risk.',
    );
  },
});

function leftText({ isLost, needed, sessionsLeft }: AtRisk): string | null {
  if (isLost) return 'cannot be reached any more';
  return needed === null ? null : `needs ${needed} of ${sessionsLeft}`;
}
