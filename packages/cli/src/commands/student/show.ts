import { byId, findStudent } from '../../api/find.ts';
import { Course, StudentDetails } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';

export const studentShow = defineCommand({
  name: 'show',
  summary: 'Show a student: consent, enrolled photos and courses.',
  examples: ['20210001'],
  input: { number: argument('<number>', "the student's number", text) },
  async run({ number }, { api, time }) {
    const { id } = await findStudent(api, number);
    const student = await api.get(`/v1/students/${id}`, StudentDetails);
    const courses = await byId(api, '/v1/courses', Course, student.courseIds);
    const { consent } = student;
    return {
      json: student,
      text: facts([
        ['Number', student.number],
        ['Name', student.name],
        ['Consent', consent && `notice ${consent.noticeVersion}, ${time.dateTime(consent.grantedAt)}`],
        ['Recognised by', student.templates === 1 ? '1 photo' : `${student.templates} photos`],
        ['Courses', [...courses.values()].map(({ code }) => code).join(', ')],
        ['Id', student.id],
      ]),
    };
  },
});
