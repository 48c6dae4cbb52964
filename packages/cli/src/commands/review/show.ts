import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { facts, table } from '../../output/table.ts';
import { studentNames } from '../sighting/sighting-model.ts';
import { ReviewDetails } from './review-model.ts';

export const reviewShow = defineCommand({
  name: 'show',
  summary: 'Show an item of the inbox, the faces that it stands for, and what was done about it.',
  details:
    'Save a face crop with `hadir sighting show SIGHTING --crop FILE`; who reads one is kept in the audit log.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { id: argument('<id>', "the item's id, from `hadir review list`", text) },
  async run({ id }, { api, time, screen }) {
    const item = await api.get(`/v1/reviews/${encodeURIComponent(id)}`, ReviewDetails);
    const sightings = item.members.flatMap(({ sighting }) => sighting ?? []);
    const nameOf = await studentNames(api, sightings);
    const head = facts([
      ['Kind', `${item.kind}, ${item.state}`],
      ['Session', item.sessionId],
      [
        'Seen',
        `${time.dateTime(item.firstSeenAt)} to ${time.time(item.lastSeenAt)} by ${item.deviceId ?? '–'}`,
      ],
      ['Faces', `${item.sightings} in ${item.presentations} presentations`],
      ['Most like', nameOf(item.sighting?.candidateId ?? null)],
      ['By the campus', item.outsider && `student ${item.outsider.studentId}, not on the roster`],
      ['Dispute', item.disputeId],
    ]);
    const faces = table(
      sightings,
      [
        { title: 'at', value: ({ capturedAt }) => time.time(capturedAt) },
        { title: 'reason', value: ({ reason }) => reason },
        { title: 'most like', value: ({ candidateId }) => nameOf(candidateId), flexible: true },
        { title: 'crop', value: ({ hasEvidence }) => (hasEvidence ? 'kept' : null) },
        { title: 'sighting', value: (sighting) => sighting.id },
      ],
      screen.width,
    );
    const done = item.actions.map(
      ({ id: action, action: what, actor, at, reason, undoneAt }) =>
        `${time.dateTime(at)} ${what} by ${actor}${undoneAt ? ', undone' : ''}: ${reason ?? ''} (${action})`,
    );
    return { json: item, text: [head, faces, ...done].join('\n\n') };
  },
});
