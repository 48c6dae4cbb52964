import { setTimeout } from 'node:timers/promises';
import type { ApiClient } from '../../api/api-client.ts';
import { Correction } from '../../api/correction-models.ts';
import { findStudent } from '../../api/find.ts';
import { UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text, wholeNumber } from '../../command/fields.ts';
import { correctionText } from './correction-text.ts';

const EVERY_MS = 500;

export const sightingCorrect = defineCommand({
  name: 'correct',
  summary: 'Say that a face is not the student it was taken for, or who it is.',
  details:
    'A wrong mark is withdrawn, one set by hand stays, and the face counts against that student from then on. With --is the student is marked by hand; --add-template adds the face to their templates, if the site allows it (adaptGallery) and it agrees with their enrolment photos. Take it back with `hadir sighting undo`.',
  examples: [
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --not --reason "a visitor"',
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --is 20210001 --add-template --reason "seen by me"',
  ],
  input: {
    id: argument('<id>', "the sighting's id, from `hadir sighting list`", text),
    not: option('--not', 'it is not the student it was taken for', flag),
    is: option('--is <number>', 'it is the student with this number', text.optional()),
    addTemplate: option('--add-template', 'with --is: add the face to their templates', flag),
    reason: option('--reason <text>', 'why, for the audit log; name no other person', text),
    wait: option('--wait <seconds>', 'how long to wait for what is learned', wholeNumber(0, 600).default(20)),
  },
  async run({ id, not, is, addTemplate, reason, wait }, { api }) {
    if (not === (is !== undefined)) throw new UsageError('Give --not, or --is with a number.', '');
    if (addTemplate && not) throw new UsageError('--add-template goes with --is.', '');
    const studentId = is === undefined ? undefined : (await findStudent(api, is)).id;
    const body = { kind: not ? 'not-this-person' : 'this-person', studentId, addTemplate, reason };
    const path = `/v1/sightings/${encodeURIComponent(id)}/corrections`;
    const made = await api.send({ method: 'POST', path, body }, Correction);
    const correction = await untilLearned(api, made, wait);
    return { json: correction, text: correctionText(correction) };
  },
});

async function untilLearned(api: ApiClient, made: Correction, waitSeconds: number): Promise<Correction> {
  const deadlineMs = performance.now() + waitSeconds * 1000;
  let correction = made;
  while (correction.learning === 'pending' && performance.now() < deadlineMs) {
    await setTimeout(EVERY_MS);
    correction = await api.get(`/v1/corrections/${made.id}`, Correction);
  }
  return correction;
}
