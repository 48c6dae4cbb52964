import { expect, test } from 'vitest';
import { checkAnswer } from './check-answer.ts';

const id = '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10';
const room = { id, name: 'A-101', createdAt: '2025-03-03T02:00:00.000Z' };
const answer = (status: number, body: unknown, path = `/v1/rooms/${id}`) => ({
  method: 'GET',
  path,
  status,
  contentType: 'application/json; charset=utf-8',
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const refusal = { error: { code: 'not-found', message: 'none' }, requestId: 'abcdefgh', serverTimeMs: 1 };

test('when an answer is as the document says, then it is let by', () => {
  expect(() => checkAnswer(answer(200, room))).not.toThrow();
  expect(() => checkAnswer(answer(404, refusal))).not.toThrow();
  expect(() =>
    checkAnswer(answer(200, { items: [room], nextCursor: null }, '/v1/rooms?limit=1')),
  ).not.toThrow();
});

test.each([
  ['a field is missing', answer(200, { id, name: 'A-101' }), /createdAt/],
  ['a field is of another kind', answer(200, { ...room, name: 1 }), /name must be string/],
  ['an instant is none', answer(200, { ...room, createdAt: 'yesterday' }), /createdAt must match format/],
  ['a refusal has no code', answer(404, { error: { message: 'x' } }), /code/],
  ['the status is not documented', answer(418, room), /answered 418/],
  ['the kind is not documented', { ...answer(200, room), contentType: 'text/html' }, /as text\/html/],
  ['an item is wrong', answer(200, { items: [{ id }], nextCursor: null }, '/v1/rooms'), /items\/0/],
])('when %s, then it says so', (_why, wrong, said) => {
  expect(() => checkAnswer(wrong)).toThrow(said);
});

test('when a body comes where none is documented, then it says so', () => {
  const wrong = { ...answer(204, 'x'), method: 'DELETE' };
  expect(() => checkAnswer(wrong)).toThrow(/with a body/);
});

test('when a path or method is not in the document, then it is let by', () => {
  expect(() => checkAnswer(answer(200, 'anything', '/nowhere'))).not.toThrow();
  expect(() => checkAnswer({ ...answer(405, 'anything'), method: 'TRACE' })).not.toThrow();
});
