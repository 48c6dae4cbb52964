import { byId, findCourse, findStudent } from '../../api/find.ts';
import { Course, pageOf, Student } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { Excuse } from './excuse-model.ts';

export const excuseList = defineCommand({
  name: 'list',
  summary: 'List excuses, the newest first.',
  examples: ['', '--student 20210001', '--course IF-101 --withdrawn'],
  input: {
    student: option('--student <number>', 'only of this student', text.optional()),
    course: option('--course <code>', 'only those that speak of this course', text.optional()),
    withdrawn: option('--withdrawn', 'withdrawn ones too', flag),
    ...pageFields,
  },
  async run({ student, course, withdrawn, ...page }, context) {
    const { api, time } = context;
    const excuses = await api.get('/v1/excuses', pageOf(Excuse), {
      ...page,
      studentId: student === undefined ? undefined : (await findStudent(api, student)).id,
      courseId: course === undefined ? undefined : (await findCourse(api, course)).id,
      withdrawn: String(withdrawn),
    });
    const students = await byId(
      api,
      '/v1/students',
      Student,
      excuses.items.map(({ studentId }) => studentId),
    );
    const courses = await byId(
      api,
      '/v1/courses',
      Course,
      excuses.items.map(({ courseId }) => courseId),
    );
    return listResult(
      context,
      excuses,
      [
        { title: 'number', value: ({ studentId }: Excuse) => students.get(studentId)?.number ?? studentId },
        { title: 'from', value: ({ fromAt }: Excuse) => time.dateTime(fromAt) },
        { title: 'to', value: ({ toAt }: Excuse) => time.dateTime(toAt) },
        {
          title: 'course',
          value: ({ courseId }: Excuse) =>
            courseId === null ? 'all' : (courses.get(courseId)?.code ?? courseId),
        },
        {
          title: 'kind',
          value: ({ kind, withdrawnAt }: Excuse) => (withdrawnAt ? `${kind} (withdrawn)` : kind),
        },
        { title: 'reason', value: ({ reason }: Excuse) => reason, flexible: true },
        { title: 'document', value: ({ attachment }: Excuse) => (attachment ? 'yes' : null) },
        { title: 'id', value: ({ id }: Excuse) => id },
      ],
      'No excuse is in force. Add one: hadir excuse add NUMBER --from DAY --kind KIND --reason TEXT',
    );
  },
});
