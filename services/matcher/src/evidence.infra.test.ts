import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Frame, markEvidenceKey } from '@hadir/contracts';
import type { MarkResult } from '@hadir/db';
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
const evidence = (keepUnknowns = true) => createEvidence({ redis, objects: objects() }, { keepUnknowns });
const search = { candidates: [], agreement: null };
const box = { x: 0, y: 0, width: 100, height: 100 };

function match(score: number, crop: string): EvidentFace {
  const identification = {
    reason: 'match',
    personId: student,
    candidate: { personId: student, score },
  } as const;
  return {
    faceNumber: 0,
    search,
    identification: { ...identification, runnerUp: null, margin: null, requiredMargin: 3 },
    face: { box, crop: async () => Buffer.from(crop) },
  };
}

function unknown(faceNumber: number, width: number): EvidentFace {
  const identification = { reason: 'below-threshold', personId: null, candidate: null } as const;
  return {
    faceNumber,
    search,
    identification: { ...identification, runnerUp: null, margin: null, requiredMargin: 3 },
    face: { box: { ...box, width }, crop: async () => Buffer.from(`face ${faceNumber}`) },
  };
}

function frame(deviceId: string, secondsIn: number): Frame {
  const capturedAt = new Date(Date.parse('2026-03-02T01:00:00Z') + secondsIn * 1000).toISOString();
  return {
    frameId: `${deviceId}-${secondsIn}`,
    deviceId,
    roomId: null,
    capturedAt,
    receivedAt: capturedAt,
    bytes: 1,
  };
}

async function keep(face: EvidentFace, result: MarkResult['result']): Promise<void> {
  await evidence().keep(
    session,
    [face],
    new Map([[student, { studentId: student, result, status: null }]]),
    undefined,
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

test('when unknown faces are in many frames, then the largest of one frame in ten seconds of a device is claimed', async () => {
  const device = `door-${randomUUID().slice(0, 8)}`;
  const faces = [unknown(0, 80), unknown(1, 120)];
  const claim = (secondsIn: number) => evidence().claimUnknown(frame(device, secondsIn), session, faces);
  const key = (secondsIn: number) => `unknown/${session.id}/${device}-${secondsIn}-1.jpg`;
  expect(await claim(1)).toEqual({ faceNumber: 1, key: key(1) });
  expect(await claim(2)).toBeUndefined();
  expect(await claim(1)).toEqual({ faceNumber: 1, key: key(1) });
  expect(await claim(11)).toEqual({ faceNumber: 1, key: key(11) });
  await evidence().keep(session, faces, new Map(), await claim(11));
  expect((await objects().get(key(11))).toString()).toBe('face 1');
});

test('when unknowns are not to be kept, or nobody is unknown, then nothing is claimed', async () => {
  const device = `door-${randomUUID().slice(0, 8)}`;
  expect(await evidence(false).claimUnknown(frame(device, 1), session, [unknown(0, 80)])).toBeUndefined();
  expect(await evidence().claimUnknown(frame(device, 1), session, [match(9, 'ada')])).toBeUndefined();
});
