import { findCourse } from '../../api/find.ts';
import { findUserId } from '../../api/timetable-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const courseTeach = defineCommand({
  name: 'teach',
  summary: 'Let a user teach a course, or no longer.',
  details: 'A lecturer sees and marks the courses taught and no others.',
  examples: ['IF-101 rahma@campus.example', 'IF-101 rahma@campus.example --stop'],
  input: {
    code: argument('<code>', 'the course', text),
    email: argument('<email>', "the user's address", text),
    stop: option('--stop', 'take the course away', flag),
  },
  async run({ code, email, stop }, { api }) {
    const [course, userId] = await Promise.all([findCourse(api, code), findUserId(api, email)]);
    const path = `/v1/courses/${course.id}/lecturers/${userId}`;
    await api.sendOnly({ method: stop ? 'DELETE' : 'PUT', path });
    const said = `${printable(email)} ${stop ? 'no longer teaches' : 'teaches'} ${course.code}.`;
    return { json: { courseId: course.id, userId, teaches: !stop }, text: said };
  },
});
