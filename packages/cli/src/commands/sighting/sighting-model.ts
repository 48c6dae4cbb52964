import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import { byId } from '../../api/find.ts';
import { Student } from '../../api/models.ts';

const figure = z.number().nullable();

export const Sighting = z.looseObject({
  id: z.string(),
  frameId: z.string(),
  faceNumber: z.number(),
  sessionId: z.string(),
  deviceId: z.string(),
  capturedAt: z.string(),
  studentId: z.string().nullable(),
  candidateId: z.string().nullable(),
  score: z.number(),
  threshold: z.number(),
  runnerUpId: z.string().nullable(),
  margin: figure,
  requiredMargin: figure,
  reason: z.string(),
  agreement: z.string().nullable(),
  parts: z.looseObject({ deep: figure, sift: figure }),
  quality: figure,
  sizePx: figure,
  sharpness: figure,
  liveness: z
    .looseObject({
      verdict: z.string(),
      score: figure,
      cues: z.array(z.looseObject({ name: z.string(), value: figure, says: z.string() })),
    })
    .nullable(),
  presentationId: z.string().nullable(),
  unknownGroupId: z.string().nullable(),
  engine: z.string().nullable(),
  modelVersion: z.string().nullable(),
  hasEvidence: z.boolean(),
});
export type Sighting = z.output<typeof Sighting>;

/** The students whom sightings name, as a person reads them. */
export async function studentNames(
  api: ApiClient,
  sightings: readonly Sighting[],
): Promise<(id: string | null) => string | null> {
  const ids = sightings.flatMap(({ studentId, candidateId, runnerUpId }) => [
    studentId,
    candidateId,
    runnerUpId,
  ]);
  const students = await byId(api, '/v1/students', Student, ids);
  return (id) => {
    const student = id === null ? undefined : students.get(id);
    return student ? `${student.number} ${student.name}` : id;
  };
}

/** In an engine's unit: cosines are below 1, SIFT's scores above. */
export function scoreText(score: number | null): string | null {
  return score === null ? null : score.toFixed(Math.abs(score) < 2 ? 2 : 1);
}
