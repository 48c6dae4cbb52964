import { randomUUID } from 'node:crypto';
import { DatabaseUnavailable, type NewSighting } from '@hadir/db';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { see } from '../testing/see.ts';
import { addCourse, addSession, addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { actOnMany } from './act-on-many.ts';

const crop = Buffer.from([0xff, 0xd8, 0x01, 0x02, 0xff, 0xd9]);
let api: TestApi;
let siti: string;
let courseId: string;
let sessionId: string;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/devices', { json: { id: 'door', name: 'Door' } });
});
afterAll(() => api.close());
beforeEach(async () => {
  siti = await addStudent(api.ask);
  await giveConsent(api.ask, siti);
  courseId = await addCourse(api.ask, [siti]);
  sessionId = (await addSession(api.ask, courseId)).id;
});

const unknown = async (figures: Partial<NewSighting> = {}, cropKey?: string) => {
  if (cropKey) await api.objects.put(cropKey, crop, { contentType: 'image/jpeg' });
  const presented = { presentationId: randomUUID(), ...figures };
  const at = '2025-03-03T02:05:00Z';
  const seen = { sessionId, deviceId: 'door', studentId: null, at, figures: presented };
  await see(api.database, { ...seen, ...(cropKey && { cropKey }) });
};
const inbox = async (query = '', as = 'staff') =>
  (await api.ask('GET', `/v1/reviews?sessionId=${sessionId}${query}`, { as })).body;
const act = (id: string, action: string, json: object = {}, as = 'staff') =>
  api.ask('POST', `/v1/reviews/${id}/${action}`, { json: { reason: 'I know her', ...json }, as });
const undo = (actionId: string, as = 'staff') =>
  api.ask('POST', `/v1/reviews/actions/${actionId}/undo`, { as });
const only = async (query = '') => (await inbox(query)).items[0];

test('when a group holds items of several kinds, then each kind is shown, and acting on one leaves the others', async () => {
  const unknownGroupId = randomUUID();
  for (const reason of [
    'below-threshold',
    'ambiguous',
    'below-threshold',
    'spoof-suspected',
    'spoof-suspected',
  ]) {
    await unknown({ unknownGroupId, reason: reason as NewSighting['reason'] });
  }
  const { items, counts } = await inbox();
  expect(counts).toMatchObject({ unknown: 1, ambiguous: 1, 'spoof-suspected': 2 });
  expect(items.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual([
    'ambiguous',
    'spoof-suspected',
    'spoof-suspected',
    'unknown',
  ]);
  const { id, presentations } = await only('&kind=unknown');
  expect(presentations).toBe(2);
  expect((await api.ask('GET', `/v1/reviews/${id}`)).body.members).toHaveLength(2);
  const { body } = await act(id, 'ignore');
  expect((await inbox()).counts).toMatchObject({ unknown: 0, ambiguous: 1, 'spoof-suspected': 2 });
  await act((await only('&kind=spoof-suspected')).id, 'ignore');
  expect((await inbox()).counts).toMatchObject({ unknown: 0, ambiguous: 1, 'spoof-suspected': 1 });
  await undo(body.id);
  expect((await inbox()).counts).toMatchObject({ unknown: 1, ambiguous: 1, 'spoof-suspected': 1 });
});

test('when a group is asked for by time, then its last presentation counts', async () => {
  const unknownGroupId = randomUUID();
  await unknown({ unknownGroupId });
  await unknown({ unknownGroupId, capturedAt: new Date('2025-03-03T02:30:00Z') });
  expect((await inbox('&from=2025-03-03T02:20:00Z')).items).toMatchObject([
    { presentations: 2, lastSeenAt: '2025-03-03T02:30:00.000Z' },
  ]);
  expect(await inbox('&to=2025-03-03T02:20:00Z')).toMatchObject({ items: [], counts: { unknown: 0 } });
});

test('when something fails of one of several, then what was done of the others is told all the same', async () => {
  for (const _ of [1, 2, 3]) await unknown();
  const [first, broken, away] = (await inbox()).items.map((item: { id: string }) => item.id);
  const faults = new Map<string, Error>([
    [broken, new Error('a bug')],
    [away, new DatabaseUnavailable(new Error('gone'))],
  ]);
  const reviews = {
    ...api.database.reviews,
    find: async (id: string) => {
      const fault = faults.get(id);
      if (fault) throw fault;
      return api.database.reviews.find(id);
    },
  };
  const logged: unknown[] = [];
  const log = { error: (_message: string, fields: unknown) => logged.push(fields) } as never;
  const deps = { ...api, database: { ...api.database, reviews } } as never;
  const body = { ids: [broken, first, away], action: 'ignore' as const, reason: 'a poster' };
  const results = await actOnMany(deps, body, { actor: { role: 'staff', userId: null } as never, log });
  expect(results).toMatchObject([
    { id: broken, action: null, error: { code: 'internal', message: 'something went wrong here' } },
    { id: first, action: { action: 'ignore' }, error: null },
    { id: away, action: null, error: { code: 'unavailable' } },
  ]);
  expect(logged).toHaveLength(2);
});
