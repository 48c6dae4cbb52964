import { findCourse } from '../../api/find.ts';
import { pageOf } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { ConsentState } from '../privacy/privacy-models.ts';

const STATES = ['current', 'outdated', 'declined', 'missing'] as const;

export const consentList = defineCommand({
  name: 'list',
  summary: 'List students and what they have said about being recognised.',
  details:
    'current: agreed to the newest notice; outdated: to an older one; declined: said no; missing: has said nothing, or withdrew.',
  examples: ['--state outdated', '--state missing --course IF-101'],
  input: {
    state: option('--state <state>', STATES.join(', '), oneOf(STATES).optional()),
    course: option('--course <code>', 'only the roster of this course', text.optional()),
    ...pageFields,
  },
  async run({ state, course, ...page }, context) {
    const { api, time } = context;
    const courseId = course === undefined ? undefined : (await findCourse(api, course)).id;
    const states = await api.get('/v1/consents', pageOf(ConsentState), { state, courseId, ...page });
    const columns = [
      { title: 'number', value: ({ student }: ConsentState) => student.number },
      { title: 'name', value: ({ student }: ConsentState) => student.name, flexible: true },
      { title: 'state', value: (one: ConsentState) => one.state },
      { title: 'notice', value: ({ noticeVersion }: ConsentState) => noticeVersion ?? '–' },
      {
        title: 'since',
        value: ({ grantedAt, declinedAt }: ConsentState) => {
          const since = grantedAt ?? declinedAt;
          return since === null ? '–' : time.dateTime(since);
        },
      },
    ];
    return listResult(context, states, columns, 'No student matches.');
  },
});
