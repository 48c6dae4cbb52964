import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCourse, addStudent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const list = async (query = '') => (await api.ask('GET', `/v1/look-alikes${query}`, { as: 'staff' })).body;

test('when a pair was found, then staff see both names, and a dismissed pair only when they ask for it', async () => {
  const students = [await addStudent(api.ask, 'Siti'), await addStudent(api.ask, 'Sita')] as const;
  const found = { studentIds: students, engine: 'deep', score: 0.71 };
  await api.database.lookAlikes.note([found], new Date());
  await api.database.lookAlikes.note([{ ...found, score: 0.72 }], new Date());
  const [pair] = (await list()).items;
  expect(pair).toMatchObject({ engine: 'deep', score: 0.72, dismissedAt: null });
  const names = pair.students.map(({ name }: { name: string }) => name);
  expect(names.toSorted()).toEqual(['Sita', 'Siti']);
  const dismissed = await api.ask('POST', `/v1/look-alikes/${pair.id}/dismiss`, { as: 'staff' });
  expect(dismissed.body.dismissedBy).toMatch(/^api-key:/);
  expect((await list()).items).toEqual([]);
  expect((await list('?dismissed=true')).items).toEqual([dismissed.body]);
  const back = await api.ask('DELETE', `/v1/look-alikes/${pair.id}/dismiss`, { as: 'staff' });
  expect(back.body.dismissedAt).toBeNull();
  expect((await list()).items).toHaveLength(1);
  const courseId = await addCourse(api.ask, [students[0]]);
  expect(await api.database.lookAlikes.forCourse(courseId)).toEqual([]);
  await api.ask('POST', `/v1/courses/${courseId}/roster`, { json: { studentIds: [students[1]] } });
  expect(await api.database.lookAlikes.forCourse(courseId)).toHaveLength(1);
});

test('when a pair was not found again, then it goes unless staff dismissed it, and with a student it goes at once', async () => {
  const [a, b, c] = [await addStudent(api.ask), await addStudent(api.ask), await addStudent(api.ask)];
  const before = new Date(Date.now() - 60_000);
  const pairs = [
    { studentIds: [a, b] as const, engine: 'deep', score: 0.7 },
    { studentIds: [b, c] as const, engine: 'deep', score: 0.8 },
  ];
  await api.database.lookAlikes.note(pairs, before);
  const kept = (await list()).items.find(({ score }: { score: number }) => score === 0.8);
  await api.ask('POST', `/v1/look-alikes/${kept.id}/dismiss`);
  expect(await api.database.lookAlikes.forget(new Date(), a)).toBe(1);
  expect(await api.database.lookAlikes.forget(new Date(), b)).toBe(0);
  await api.ask('DELETE', `/v1/students/${c}`);
  expect((await list('?dismissed=true')).items.some(({ id }: { id: string }) => id === kept.id)).toBe(false);
});
