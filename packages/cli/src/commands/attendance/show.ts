import { z } from 'zod';
import { findStudent } from '../../api/find.ts';
import { Course, Student } from '../../api/models.ts';
import type { CampusTime } from '../../campus-time.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { facts, table } from '../../output/table.ts';
import { Sighting, scoreText } from '../sighting/sighting-model.ts';

const Change = z.looseObject({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  cause: z.string(),
  beforeStatus: z.string().nullable(),
  afterStatus: z.string().nullable(),
  reason: z.string().nullable(),
});
const History = z.looseObject({
  course: Course,
  session: z.looseObject({ startsAt: z.string() }),
  student: Student,
  record: z
    .looseObject({ status: z.string(), statusSource: z.string(), firstSeenAt: z.string().nullable() })
    .nullable(),
  evidence: z.looseObject({ sightingId: z.string() }).nullable(),
  changes: z.array(Change),
  sightings: z.looseObject({ items: z.array(Sighting) }),
});
type History = z.output<typeof History>;

export const attendanceShow = defineCommand({
  name: 'show',
  summary: 'Show how a record came to be: what cameras saw, and who changed it, when and why.',
  details: 'Save the face crop of the mark with `hadir sighting show SIGHTING --crop FILE`.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 20210001'],
  input: {
    session: argument('<session>', "the session's id, from `hadir session list`", text),
    number: argument('<number>', "the student's number", text),
  },
  async run({ session, number }, { api, time, screen }) {
    const { id } = await findStudent(api, number);
    const history = await api.get(`/v1/sessions/${encodeURIComponent(session)}/attendance/${id}`, History);
    return { json: history, text: historyText(history, time, screen.width) };
  },
});

function historyText(history: History, time: CampusTime, width: number): string {
  const { course, session, student, record, evidence, changes, sightings } = history;
  const head = facts([
    ['Student', `${student.number} ${student.name}`],
    ['Session', `${course.code} ${time.dateTime(session.startsAt)}`],
    ['Status', record ? `${record.status} (${record.statusSource})` : 'none yet'],
    ['First seen', record && time.time(record.firstSeenAt)],
    ['Face crop', evidence && `sighting ${evidence.sightingId}`],
  ]);
  const changed = table(
    changes,
    [
      { title: 'at', value: ({ at }) => time.dateTime(at) },
      { title: 'by', value: ({ actor }) => actor },
      { title: 'cause', value: ({ cause }) => cause },
      {
        title: 'change',
        value: ({ beforeStatus, afterStatus }) => `${beforeStatus ?? '–'} → ${afterStatus ?? '–'}`,
      },
      { title: 'why', value: ({ reason }) => reason, flexible: true },
      { title: 'id', value: ({ id }) => id },
    ],
    width,
  );
  const seen = table(
    sightings.items,
    [
      { title: 'seen', value: ({ capturedAt }) => time.time(capturedAt) },
      { title: 'camera', value: ({ deviceId }) => deviceId },
      { title: 'reason', value: ({ reason }) => reason },
      { title: 'score', value: ({ score }) => scoreText(score), align: 'right' },
      { title: 'needed', value: ({ threshold }) => scoreText(threshold), align: 'right' },
      { title: 'id', value: ({ id }) => id },
    ],
    width,
  );
  return [
    head,
    changes.length > 0 ? changed : 'Nobody changed it.',
    sightings.items.length > 0 ? seen : 'No camera saw them.',
  ].join('\n\n');
}
