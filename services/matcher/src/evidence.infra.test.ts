import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { markEvidenceKey } from '@hadir/contracts';
import type { MarkResult } from '@hadir/db';
import type { Identification, IdentificationReason } from '@hadir/domain';
import { testRedisUrl } from '@hadir/local-stack/testing';
import {
  closeRedis,
  createLog,
  createObjectStore,
  createRedis,
  type Redis,
  redisReady,
} from '@hadir/platform';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createEvidence, type EvidentFace } from './evidence.ts';

let redis: Redis;
let directory: string;
let session: Parameters<ReturnType<typeof createEvidence>['keep']>[0];
const student = randomUUID();

beforeAll(async () => {
  redis = createRedis(testRedisUrl(), {
    role: 'producer',
    log: createLog({ service: 'test', level: 'error' }),
  });
  await redisReady(redis);
  directory = await mkdtemp(join(tmpdir(), 'hadir-objects-'));
});

afterAll(async () => {
  await closeRedis(redis);
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  session = { id: randomUUID() };
});

const objects = () => createObjectStore(pathToFileURL(directory).href);
const evidence = () => createEvidence({ redis, objects: objects() });
type Change = {
  readonly presentationId?: string;
  readonly reason?: IdentificationReason;
  readonly awaitsLife?: boolean;
};

function face(crop: string, identification: Partial<Identification>, change: Change = {}): EvidentFace {
  const { presentationId = randomUUID(), awaitsLife = false, reason = 'match' } = change;
  const none = { personId: null, candidate: null, runnerUp: null, margin: null, requiredMargin: 3 };
  return {
    faceNumber: 0,
    identification: { ...none, reason, ...identification },
    presence: { presentationId, liveness: null, signs: null, samples: [] },
    awaitsLife,
    face: { crop: async () => Buffer.from(crop) },
  };
}

const match = (score: number, crop: string, change: Change = {}): EvidentFace =>
  face(crop, { personId: student, candidate: { personId: student, score } }, change);

const unknown = (faceNumber: number, presentationId: string): EvidentFace => ({
  ...face(`face ${faceNumber}`, {}, { presentationId, reason: 'below-threshold' }),
  faceNumber,
});

const claim = (frameId: string, seen: readonly EvidentFace[], keepUnknowns = true) =>
  evidence().claim({ frameId }, session, seen, { keepUnknowns });

async function keep(face: EvidentFace, result: MarkResult['result']): Promise<void> {
  await evidence().keep(
    session,
    [face],
    new Map([[student, { studentId: student, result, status: null }]]),
    new Map(),
  );
}

const kept = async (): Promise<string> =>
  (await objects().get(markEvidenceKey(session.id, student))).toString();

test('when frames of a mark come, then the crop of the best score is kept', async () => {
  await keep(match(7.5, 'good'), 'created');
  await keep(match(0.1 + 0.2 + 9, 'best'), 'updated');
  await keep(match(8, 'worse'), 'unchanged');
  expect(await kept()).toBe('best');
});

test('when the best frame is delivered again after its crop was lost, then it is kept again', async () => {
  await keep(match(0.1 + 0.2, 'best'), 'created');
  await objects().delete(markEvidenceKey(session.id, student));
  await keep(match(0.1 + 0.2, 'best'), 'unchanged');
  expect(await kept()).toBe('best');
});

test('when the mark was refused, then no crop is kept', async () => {
  await keep(match(9, 'refused'), 'refused');
  expect(await objects().head(markEvidenceKey(session.id, student))).toBeUndefined();
});

test('when unknown faces are in many frames, then one crop of each presentation is claimed', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const faces = [unknown(0, one), unknown(1, other)];
  const key = (frameId: string, faceNumber: number) => `unknown/${session.id}/${frameId}-${faceNumber}.jpg`;
  const first = await claim('door-1-1', faces);
  expect([...first]).toEqual([
    [0, key('door-1-1', 0)],
    [1, key('door-1-1', 1)],
  ]);
  expect([...(await claim('door-1-2', faces))]).toEqual([]);
  expect([...(await claim('door-1-1', faces))]).toEqual([...first]);
  const third = [...faces, unknown(2, randomUUID())];
  expect([...(await claim('door-1-3', third))]).toEqual([[2, key('door-1-3', 2)]]);
  await evidence().keep(session, faces, new Map(), first);
  expect((await objects().get(key('door-1-1', 1))).toString()).toBe('face 1');
});

test('when an unknown face is too poor, then a better one of its presentation is claimed', async () => {
  const presentationId = randomUUID();
  const poor = face('poor', {}, { presentationId, reason: 'poor-quality' });
  expect((await claim('door-1-1', [poor])).size).toBe(0);
  expect((await claim('door-1-2', [unknown(0, presentationId)])).size).toBe(1);
});

test('when unknowns are not to be kept, or nobody is unknown, then nothing is claimed', async () => {
  expect((await claim('door-1-1', [unknown(0, randomUUID())], false)).size).toBe(0);
  expect((await claim('door-1-1', [match(9, 'ada')])).size).toBe(0);
});

test('when a match is refused or waits for want of a sign of life, then one crop lies with the student', async () => {
  const presentationId = randomUUID();
  const waiting = match(9, 'waiting', { presentationId, awaitsLife: true });
  const key = `students/${student}/refused/${session.id}-${presentationId}.jpg`;
  expect([...(await claim('door-1-1', [waiting], false))]).toEqual([[0, key]]);
  const refused = face(
    'refused',
    { candidate: { personId: student, score: 9 } },
    { presentationId, reason: 'spoof-suspected' },
  );
  expect((await claim('door-1-2', [refused], false)).size).toBe(0);
  expect([
    ...(await claim('door-1-2', [
      { ...refused, presence: { ...refused.presence, presentationId: randomUUID() } },
    ])),
  ]).toHaveLength(1);
});
