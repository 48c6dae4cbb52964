import { byId, findCourse } from '../../api/find.ts';
import { Student } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { REVIEW_KINDS, type ReviewItem, ReviewPage } from './review-model.ts';

const STATES = ['open', 'done', 'ignored', 'settled'] as const;

export const reviewList = defineCommand({
  name: 'list',
  summary: 'List what waits for a person: unknown and doubtful faces, and disputes, the newest first.',
  details:
    'One item stands for a presentation, or for presentations of a session whose unknown faces are alike.',
  examples: ['', '--course IF-101 --kind unknown', '--state ignored --from today'],
  input: {
    kind: option('--kind <kind>', REVIEW_KINDS.join(', '), oneOf(REVIEW_KINDS).optional()),
    state: option('--state <state>', STATES.join(', '), oneOf(STATES).default('open')),
    session: option('--session <id>', 'of this session', text.optional()),
    course: option('--course <code>', 'of this course', text.optional()),
    from: option('--from <time>', 'last seen at this time or later', text.optional()),
    to: option('--to <time>', 'last seen before this time', text.optional()),
    ...pageFields,
  },
  async run({ kind, state, session, course, from, to, ...page }, context) {
    const { api, time } = context;
    const courseId = course === undefined ? undefined : (await findCourse(api, course)).id;
    const moment = (given: string | undefined) => given && time.parseDayOrTime(given).toISOString();
    const query = { ...page, kind, state, sessionId: session, courseId, from: moment(from), to: moment(to) };
    const found = await api.get('/v1/reviews', ReviewPage, query);
    const students = await byId(api, '/v1/students', Student, found.items.map(likest));
    const columns = [
      { title: 'last seen', value: ({ lastSeenAt }: ReviewItem) => time.dateTime(lastSeenAt) },
      { title: 'kind', value: (item: ReviewItem) => item.kind },
      { title: 'camera', value: ({ deviceId }: ReviewItem) => deviceId },
      { title: 'faces', value: ({ sightings }: ReviewItem) => sightings, align: 'right' as const },
      {
        title: 'most like',
        value: (item: ReviewItem) => students.get(likest(item) ?? '')?.number ?? null,
        flexible: true,
      },
      { title: 'crop', value: ({ evidence }: ReviewItem) => (evidence ? 'kept' : null) },
      { title: 'id', value: ({ id }: ReviewItem) => id },
    ];
    const listed = listResult(context, found, columns, 'Nothing waits, or nothing that fits.');
    const counts = Object.entries(found.counts).flatMap(([name, count]) => (count ? `${name} ${count}` : []));
    return {
      ...listed,
      text: [listed.text, ...(counts.length > 0 ? ['', counts.join(', ')] : [])].join('\n'),
    };
  },
});

function likest({ outsider, sighting }: ReviewItem): string | null {
  return outsider?.studentId ?? sighting?.candidateId ?? null;
}
