import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { saveStream } from '../../output/save-stream.ts';
import { facts } from '../../output/table.ts';
import { Sighting, scoreText, studentNames } from './sighting-model.ts';

type NameOf = Awaited<ReturnType<typeof studentNames>>;

export const sightingShow = defineCommand({
  name: 'show',
  summary: 'Show a sighting with all that it was decided by, and save its face crop.',
  details: 'Who reads a crop is kept in the audit log. For a match it is the crop of its mark.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10', '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --crop face.jpg'],
  input: {
    id: argument('<id>', "the sighting's id, from `hadir sighting list`", text),
    crop: option('--crop <file>', 'write the face crop to this file', text.optional()),
  },
  async run({ id, crop }, { api, time }) {
    const sighting = await api.get(`/v1/sightings/${id}`, Sighting);
    if (crop !== undefined) await saveStream(await api.stream(`/v1/sightings/${id}/evidence`), crop);
    const nameOf = await studentNames(api, [sighting]);
    const seen: [string, string | null][] = [
      ['Captured', `${time.dateTime(sighting.capturedAt)} by ${sighting.deviceId}`],
      ['Frame', `${sighting.frameId}, face ${sighting.faceNumber}`],
    ];
    const lines = [...seen, ...decision(sighting, nameOf), ...presentation(sighting)];
    return { json: sighting, text: facts(crop === undefined ? lines : [...lines, ['Crop', crop]]) };
  },
});

function decision(sighting: Sighting, nameOf: NameOf): [string, string | null][] {
  const { reason, studentId, candidateId, runnerUpId, parts, quality, sizePx, sharpness } = sighting;
  const { score, threshold, margin, requiredMargin } = sighting;
  const engines = Object.entries({ deep: parts.deep, sift: parts.sift }).flatMap(([name, part]) =>
    part === null ? [] : `${name} ${scoreText(part)}`,
  );
  return [
    ['Taken for', nameOf(studentId) ?? 'nobody'],
    ['Reason', reason],
    ['Most like', nameOf(candidateId)],
    ['Score', `${scoreText(score)} of ${scoreText(threshold)} needed`],
    ['Next', nameOf(runnerUpId)],
    ['Lead', margin === null ? null : `${scoreText(margin)} of ${scoreText(requiredMargin)} needed`],
    ['Engines', [engines.join(', '), sighting.agreement].filter(Boolean).join('; ')],
    [
      'Quality',
      quality === null
        ? null
        : `${quality.toFixed(2)} (${sizePx?.toFixed(0)} px, sharpness ${sharpness?.toFixed(1)})`,
    ],
    ['Models', sighting.modelVersion],
  ];
}

function presentation({ liveness, presentationId, unknownGroupId }: Sighting): [string, string | null][] {
  const cues = liveness?.cues.filter(({ says }) => says !== 'nothing') ?? [];
  const said = cues.map(({ name, says }) => `${name} says ${says}`);
  return [
    ['Alive', liveness && [`${liveness.verdict} (${liveness.score?.toFixed(2)})`, ...said].join(', ')],
    ['Presentation', presentationId],
    ['Group', unknownGroupId],
  ];
}
