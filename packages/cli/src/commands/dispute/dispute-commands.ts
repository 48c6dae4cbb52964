import { z } from 'zod';
import { byId, findCourse } from '../../api/find.ts';
import { pageOf, Student } from '../../api/models.ts';
import { UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, oneOf, pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { facts } from '../../output/table.ts';

const Dispute = z.looseObject({
  id: z.string(),
  sessionId: z.string(),
  studentId: z.string(),
  claim: z.string(),
  text: z.string(),
  state: z.string(),
  openedAt: z.string(),
  answeredAt: z.string().nullable(),
  answer: z.string().nullable(),
  changeId: z.string().nullable(),
});
type Dispute = z.output<typeof Dispute>;

const STATES = ['open', 'accepted', 'declined'] as const;
const STATUSES = ['present', 'late', 'absent', 'excused'] as const;

export const disputeList = defineCommand({
  name: 'list',
  summary: 'List records that students say are wrong, the newest first.',
  examples: ['', '--course IF-101', '--state declined'],
  input: {
    state: option('--state <state>', STATES.join(', '), oneOf(STATES).default('open')),
    course: option('--course <code>', 'of this course', text.optional()),
    ...pageFields,
  },
  async run({ state, course, ...page }, context) {
    const { api, time } = context;
    const courseId = course === undefined ? undefined : (await findCourse(api, course)).id;
    const disputes = await api.get('/v1/disputes', pageOf(Dispute), { ...page, state, courseId });
    const students = await byId(
      api,
      '/v1/students',
      Student,
      disputes.items.map(({ studentId }) => studentId),
    );
    const columns = [
      { title: 'opened', value: ({ openedAt }: Dispute) => time.dateTime(openedAt) },
      { title: 'student', value: ({ studentId }: Dispute) => students.get(studentId)?.number ?? studentId },
      { title: 'claim', value: ({ claim }: Dispute) => claim },
      { title: 'text', value: (dispute: Dispute) => dispute.text, flexible: true },
      { title: 'id', value: ({ id }: Dispute) => id },
    ];
    return listResult(context, disputes, columns, 'There is no such dispute.');
  },
});

export const disputeShow = defineCommand({
  name: 'show',
  summary: 'Show a dispute and its answer.',
  details: 'How the record came to be: `hadir attendance show`.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { id: argument('<id>', "the dispute's id, from `hadir dispute list`", text) },
  async run({ id }, { api, time }) {
    const dispute = await api.get(`/v1/disputes/${encodeURIComponent(id)}`, Dispute);
    const student = await api.get(`/v1/students/${dispute.studentId}`, Student);
    const shown = facts([
      ['Student', `${student.number} ${student.name}`],
      ['Session', dispute.sessionId],
      ['Claim', dispute.claim],
      ['Text', dispute.text],
      ['State', dispute.state],
      ['Answered', time.dateTime(dispute.answeredAt)],
      ['Answer', dispute.answer],
      ['Change', dispute.changeId],
    ]);
    return { json: dispute, text: shown };
  },
});

export const disputeAnswer = defineCommand({
  name: 'answer',
  summary: 'Accept a dispute, which changes the record, or decline it.',
  examples: [
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --accept --text "You are on the paper list."',
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --decline --text "You came after the break."',
  ],
  input: {
    id: argument('<id>', "the dispute's id, from `hadir dispute list`", text),
    accept: option('--accept', 'change the record', flag),
    decline: option('--decline', 'leave the record', flag),
    status: option(
      '--status <status>',
      'with --accept: what to set, unlike the claim',
      oneOf(STATUSES).optional(),
    ),
    text: option('--text <text>', 'what the student is told', text),
  },
  async run({ id, accept, decline, status, text: said }, { api }) {
    if (accept === decline) throw new UsageError('Give --accept or --decline.', '');
    if (status && decline) throw new UsageError('--status goes with --accept.', '');
    const path = `/v1/disputes/${encodeURIComponent(id)}/answer`;
    const body = { accept, text: said, status };
    const dispute = await api.send({ method: 'POST', path, body }, Dispute);
    return { json: dispute, text: `The dispute is ${dispute.state}.` };
  },
});
