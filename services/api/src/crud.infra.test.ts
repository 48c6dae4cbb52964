import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addCourse, addRoom, addSession, addStudent, walk } from './testing/seed.ts';
import { startTestApi, type TestApi } from './testing/test-api.ts';

const nobody = '00000000-0000-7000-8000-000000000000';
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

describe.each([
  ['students', { number: 'A-1', name: 'Ayu Lestari' }, { name: 'Ayu L.' }, { number: 'a-1', name: 'x' }],
  ['courses', { code: 'MAT101', name: 'Algebra' }, { name: 'Linear algebra' }, { code: 'mat101', name: 'x' }],
  ['rooms', { name: 'A 101' }, { name: 'A 102' }, undefined],
  [
    'semesters',
    { name: '2025 odd', startsOn: '2025-02-03', endsOn: '2025-06-27' },
    { endsOn: '2025-07-04' },
    undefined,
  ],
])('/v1/%s', (plural, row, change, twin) => {
  let id: string;

  test('when one is added, then it is read back, listed and changed', async () => {
    const added = await api.ask('POST', `/v1/${plural}`, { json: row, as: 'staff' });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject(row);
    id = added.body.id;
    const read = await api.ask('GET', `/v1/${plural}/${id}`, { as: 'viewer' });
    expect(read.body).toMatchObject(row);
    expect((await api.ask('GET', `/v1/${plural}`)).body.items).toMatchObject([row]);
    const changed = await api.ask('PATCH', `/v1/${plural}/${id}`, { json: change });
    expect(changed).toMatchObject({ status: 200, body: { ...row, ...change, id } });
  });

  test('when another has the same name in other letters, then 409 names the field', async () => {
    if (!twin) return;
    const answer = await api.ask('POST', `/v1/${plural}`, { json: twin });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'taken' } } });
    expect(Object.keys(twin)).toContain(answer.body.error.field);
  });

  test('when a field is missing, empty or unknown, then 400 names it', async () => {
    const [first = ''] = Object.keys(row);
    const { [first]: _, ...rest } = row as Record<string, string>;
    for (const wrong of [rest, { ...row, [first]: '  ' }, { ...row, [first]: 'a\nb' }]) {
      const answer = await api.ask('POST', `/v1/${plural}`, { json: wrong });
      expect(answer).toMatchObject({ status: 400, body: { error: { field: first } } });
    }
    const unknown = await api.ask('POST', `/v1/${plural}`, { json: { ...row, colour: 'red' } });
    expect(unknown).toMatchObject({ status: 400, body: { error: { field: 'colour' } } });
    expect((await api.ask('PATCH', `/v1/${plural}/${id}`, { json: {} })).status).toBe(400);
  });

  test('when there is no such one, then 404 says what is missing', async () => {
    const noun = plural.slice(0, -1);
    for (const [method, json] of [['GET'], ['PATCH', change], ['DELETE']] as const) {
      if (method === 'DELETE' && plural === 'students') continue;
      const answer = await api.ask(method, `/v1/${plural}/${nobody}`, { json });
      expect(answer).toMatchObject({ status: 404, body: { error: { message: `there is no such ${noun}` } } });
    }
    expect((await api.ask('GET', `/v1/${plural}/7`)).body.error.field).toBe('id');
  });

  test('when it is removed, then it is gone', async () => {
    expect((await api.ask('DELETE', `/v1/${plural}/${id}`)).status).toBe(plural === 'students' ? 200 : 204);
    expect((await api.ask('GET', `/v1/${plural}/${id}`)).status).toBe(404);
  });
});

test('when a list is walked page by page, then each item comes once and in order', async () => {
  for (let made = 0; made < 23; made += 1) await addStudent(api.ask, `Walker ${made}`);
  const all = await walk(api.ask, '/v1/students?search=Walker', 200);
  expect(all).toHaveLength(23);
  for (const limit of [1, 7, 22, 23]) {
    expect(await walk(api.ask, '/v1/students?search=Walker', limit)).toEqual(all);
  }
  const numbers = all.map(({ number }) => String(number));
  expect(numbers).toEqual(numbers.toSorted());
});

test('when a page is asked for wrongly, then 400 names limit or cursor', async () => {
  for (const [query, field] of [
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['limit=ten', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['offset=5', 'offset'],
  ]) {
    const answer = await api.ask('GET', `/v1/students?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { error: { field } } });
  }
  await addRoom(api.ask);
  await addRoom(api.ask);
  const { body } = await api.ask('GET', '/v1/rooms?limit=1');
  expect((await api.ask('GET', `/v1/students?cursor=${body.nextCursor}`)).status).toBe(400);
});

test('when students are searched, then a part of the name or the start of the number finds them', async () => {
  await api.ask('POST', '/v1/students', { json: { number: 'X%_9', name: 'Budi 100% Santoso' } });
  const found = async (search: string) =>
    (await api.ask('GET', `/v1/students?search=${encodeURIComponent(search)}`)).body.items.length;
  expect(await found('santo')).toBe(1);
  expect(await found('x%')).toBe(1);
  expect(await found('0% S')).toBe(1);
  expect(await found('%')).toBe(1);
  expect(await found('nobody at all')).toBe(0);
});

test('when what a row names does not exist or is still needed, then the refusal says which', async () => {
  const semester = await api.ask('POST', '/v1/courses', {
    json: { code: 'Q1', name: 'x', semesterId: nobody },
  });
  expect(semester).toMatchObject({ status: 422, body: { error: { field: 'semesterId' } } });
  const courseId = await addCourse(api.ask);
  const { roomId } = await addSession(api.ask, courseId);
  for (const path of [`/v1/courses/${courseId}`, `/v1/rooms/${roomId}`]) {
    const answer = await api.ask('DELETE', path);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'in-use' } } });
    expect(answer.body.error.message).toContain('class sessions');
  }
});

test('when a semester would end before it starts, then it is refused at creation and at change', async () => {
  const json = { name: 'x', startsOn: '2025-03-02', endsOn: '2025-03-01' };
  expect(await api.ask('POST', '/v1/semesters', { json })).toMatchObject({
    status: 400,
    body: { error: { field: 'endsOn' } },
  });
  const { body } = await api.ask('POST', '/v1/semesters', { json: { ...json, endsOn: '2025-03-02' } });
  const changed = await api.ask('PATCH', `/v1/semesters/${body.id}`, { json: { endsOn: '2025-02-01' } });
  expect(changed).toMatchObject({
    status: 422,
    body: { error: { code: 'rule', message: 'this does not hold: ends after start' } },
  });
});

test('when a roster is changed, then the course’s gallery version grows and the list follows', async () => {
  const [first, second] = [await addStudent(api.ask), await addStudent(api.ask)];
  const courseId = await addCourse(api.ask);
  const version = async () => (await api.ask('GET', `/v1/courses/${courseId}`)).body.galleryVersion;
  const before = await version();
  const path = `/v1/courses/${courseId}/roster`;
  expect((await api.ask('POST', path, { json: { studentIds: [first, second, first] } })).body).toEqual({
    added: 2,
  });
  expect((await api.ask('POST', path, { json: { studentIds: [first] } })).body).toEqual({ added: 0 });
  expect(await version()).toBeGreaterThan(before);
  expect((await walk(api.ask, path, 1)).map(({ student }) => (student as { id: string }).id)).toEqual([
    first,
    second,
  ]);
  expect((await api.ask('DELETE', `${path}/${first}`)).status).toBe(204);
  expect((await api.ask('DELETE', `${path}/${first}`)).status).toBe(404);
  expect((await api.ask('POST', path, { json: { studentIds: [nobody] } })).status).toBe(422);
  expect((await api.ask('GET', `/v1/courses/${nobody}/roster`)).status).toBe(404);
});

test('when rows are changed, then the audit log says who did what, without names', async () => {
  const id = await addStudent(api.ask, 'Secret Name');
  const { body } = await api.ask('GET', `/v1/audit?subjectType=student&subjectId=${id}`);
  const [key] = (await api.database.apiKeys.list()).items.filter(({ role }) => role === 'admin');
  expect(body.items).toMatchObject([{ actor: `api-key:${key?.id}`, action: 'student.create' }]);
  expect(JSON.stringify(body)).not.toContain('Secret');
  await api.ask('POST', '/v1/rooms', { json: { name: 'twice' } });
  const entries = (await walk(api.ask, '/v1/audit', 200)).length;
  await api.ask('POST', '/v1/rooms', { json: { name: 'twice' } });
  expect(await walk(api.ask, '/v1/audit', 200)).toHaveLength(entries);
});

test('when a room or a course has sessions, then 409 names what still refers to it', async () => {
  const courseId = await addCourse(api.ask);
  const { roomId } = await addSession(api.ask, courseId);
  for (const path of [`/v1/rooms/${roomId}`, `/v1/courses/${courseId}`]) {
    const answer = await api.ask('DELETE', path);
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'in-use' } } });
    expect(answer.body.error.message).toContain('class sessions');
  }
});
