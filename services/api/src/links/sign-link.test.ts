import { createSigner, generateSecretKey } from '@hadir/platform';
import { expect, test } from 'vitest';
import { createLinks, LINK_PURPOSE, LINK_TOKEN } from './sign-link.ts';
import { verifyLink } from './verify-link.ts';

const key = generateSecretKey('k1');
const links = createLinks(createSigner(key, LINK_PURPOSE));
const student = {
  id: '0192d1a0-0000-7000-8000-000000000001',
  number: '1',
  name: 'Siti',
  email: null,
  linkEpoch: 3,
  createdAt: new Date(),
};
const link = { studentId: student.id, epoch: 3, expiresAt: new Date('2030-01-01T00:00:00Z') };
const students = { find: async (id: string) => (id === student.id ? student : undefined) };
const before = Date.parse('2029-12-31T23:59:59Z');

test('when a link is signed, then it reads back and looks like a token', () => {
  const token = links.sign(link);
  expect(token).toMatch(LINK_TOKEN);
  expect(links.read(token)).toEqual(link);
});

test('when any character of a link is changed, then it is not read', () => {
  const token = links.sign(link);
  for (let at = 4; at < token.length; at++) {
    const other = token[at] === 'A' ? 'B' : 'A';
    expect(links.read(`${token.slice(0, at)}${other}${token.slice(at + 1)}`)).toBeUndefined();
  }
  const stranger = createLinks(createSigner(generateSecretKey('k1'), LINK_PURPOSE));
  expect(stranger.read(token)).toBeUndefined();
});

test('when the key was rotated, then older links still count', () => {
  const rotated = createLinks(createSigner(`${generateSecretKey('k2')},${key}`, LINK_PURPOSE));
  expect(rotated.read(links.sign(link))).toEqual(link);
  expect(links.read(rotated.sign(link))).toBeUndefined();
});

test('when a link is verified, then it names the student until it expires, is revoked, or the student is gone', async () => {
  const token = links.sign(link);
  const verify = (nowMs: number, one = token) => verifyLink({ links, students }, one, nowMs);
  expect(await verify(before)).toEqual({ kind: 'student', id: student.id, role: 'student', userId: null });
  expect(await verify(link.expiresAt.getTime())).toBeUndefined();
  expect(await verify(before, links.sign({ ...link, epoch: 2 }))).toBeUndefined();
  const gone = links.sign({ ...link, studentId: '0192d1a0-0000-7000-8000-000000000002' });
  expect(await verify(before, gone)).toBeUndefined();
  expect(await verify(before, 'hsl_short')).toBeUndefined();
});
