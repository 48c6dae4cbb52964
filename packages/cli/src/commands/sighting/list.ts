import { LivenessVerdict, SightingReason } from '@hadir/contracts';
import { findStudent } from '../../api/find.ts';
import { pageOf } from '../../api/models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { Sighting, scoreText, studentNames } from './sighting-model.ts';

export const sightingList = defineCommand({
  name: 'list',
  summary: 'List the faces that were seen in a session, whom they were taken for and why, the newest first.',
  examples: [
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10',
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --reason spoof-suspected',
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --student 20210001 --from 08:00',
  ],
  input: {
    session: argument('<session>', "the session's id, from `hadir session list`", text),
    reason: option('--reason <reason>', 'why it is a match or unknown', SightingReason.optional()),
    student: option('--student <number>', 'matched to them, or most like them when unknown', text.optional()),
    device: option('--device <id>', 'seen by this camera', text.optional()),
    liveness: option('--liveness <verdict>', 'what its presentation showed', LivenessVerdict.optional()),
    from: option('--from <time>', 'captured at this time or later', text.optional()),
    to: option('--to <time>', 'captured before this time', text.optional()),
    ...pageFields,
  },
  async run({ session, reason, student, device, liveness, from, to, ...page }, context) {
    const { api, time } = context;
    const studentId = student === undefined ? undefined : (await findStudent(api, student)).id;
    const moment = (given: string | undefined) => given && time.parseDayOrTime(given).toISOString();
    const sightings = await api.get(`/v1/sessions/${session}/sightings`, pageOf(Sighting), {
      ...page,
      reason,
      studentId,
      deviceId: device,
      liveness,
      from: moment(from),
      to: moment(to),
    });
    const nameOf = await studentNames(api, sightings.items);
    return listResult(
      context,
      sightings,
      [
        { title: 'at', value: ({ capturedAt }: Sighting) => time.time(capturedAt) },
        { title: 'camera', value: ({ deviceId }: Sighting) => deviceId },
        { title: 'reason', value: ({ reason: why }: Sighting) => why },
        { title: 'most like', value: ({ candidateId }: Sighting) => nameOf(candidateId), flexible: true },
        { title: 'score', value: ({ score }: Sighting) => scoreText(score), align: 'right' as const },
        {
          title: 'needed',
          value: ({ threshold }: Sighting) => scoreText(threshold),
          align: 'right' as const,
        },
        { title: 'lead', value: ({ margin }: Sighting) => scoreText(margin), align: 'right' as const },
        {
          title: 'quality',
          value: ({ quality }: Sighting) => quality?.toFixed(2) ?? null,
          align: 'right' as const,
        },
        { title: 'alive', value: (sighting: Sighting) => sighting.liveness?.verdict ?? null },
        { title: 'id', value: ({ id }: Sighting) => id },
      ],
      'No face was seen, or none that fits.',
    );
  },
});
