import type { Confirmation, Identification } from '@hadir/domain';
import { expect, test } from 'vitest';
import { faceOutcomes, type Marks, type Sightings } from './record-sightings.ts';

const presentationId = '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10';
const confirmed: Confirmation = { confirmed: true, weight: 3, firstSeenMs: 0, lastSeenMs: 1 };
const waiting: Confirmation = { confirmed: false, weight: 1 };

function statusOf(confirmation: Confirmation, result?: 'created' | 'updated' | 'unchanged' | 'refused') {
  const identification: Identification = {
    personId: 'ada',
    reason: 'match',
    candidate: { personId: 'ada', score: 9 },
    runnerUp: null,
    margin: null,
    requiredMargin: 3,
  };
  const presence = { presentationId, liveness: null, signs: null, samples: [] };
  const search = { candidates: [], agreement: null };
  const sightings: Sightings = {
    seen: [{ faceNumber: 0, search, identification, presence, awaitsLife: false }],
    confirmations: new Map([['ada', confirmation]]),
    threshold: 5,
  };
  const marks: Marks = new Map(
    result ? [['ada', { studentId: 'ada', result, status: result === 'refused' ? null : 'late' }]] : [],
  );
  return faceOutcomes(sightings, marks)[0];
}

test('when this frame created the record, then its status is told', () => {
  expect(statusOf(confirmed, 'created')).toEqual({
    faceNumber: 0,
    status: 'late',
    studentId: 'ada',
    score: 9,
    threshold: 5,
    reason: 'match',
    presentationId,
    liveness: null,
  });
});

test.each(['updated', 'unchanged'] as const)(
  'when the record existed and is %s, then it is a duplicate',
  (result) => {
    expect(statusOf(confirmed, result)).toMatchObject({ status: 'duplicate', studentId: 'ada' });
  },
);

test('when more sightings are needed, then the match is confirming', () => {
  expect(statusOf(waiting)).toMatchObject({ status: 'confirming', studentId: 'ada' });
});

test('when the mark was refused, then the person stays unknown', () => {
  expect(statusOf(confirmed, 'refused')).toMatchObject({ status: 'unknown', studentId: null });
});
