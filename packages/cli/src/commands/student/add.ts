import { findCourse } from '../../api/find.ts';
import { Student } from '../../api/models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';
import { addToRoster } from '../roster/add-to-roster.ts';

export const studentAdd = defineCommand({
  name: 'add',
  summary: 'Add a student.',
  examples: ['20210001 "Siti Rahma"', '20210001 "Siti Rahma" --course IF-101'],
  input: {
    number: argument('<number>', "the campus's number of the student", text),
    name: argument('<name>', 'the full name', text),
    course: option('--course <code>', 'put the student on this roster, too', text.optional()),
  },
  async run({ number, name, course }, { api }) {
    const onto = course === undefined ? undefined : await findCourse(api, course);
    const student = await api.send({ method: 'POST', path: '/v1/students', body: { number, name } }, Student);
    if (onto) await addToRoster(api, onto.id, [student.id]);
    const where = onto ? ` and put them on the roster of ${onto.code}` : '';
    return {
      json: student,
      text: [
        `Added ${student.number} ${printable(student.name)}${where}.`,
        `Enrol their face: hadir student enrol ${student.number} PHOTO... --consent-notice VERSION`,
      ].join('\n'),
    };
  },
});
