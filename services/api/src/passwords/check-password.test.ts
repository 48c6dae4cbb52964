import { expect, test } from 'vitest';
import { checkPassword } from './check-password.ts';
import { hashPassword, isPassword, needsRehash } from './hash-password.ts';

const user = { email: 'siti.rahma@campus.example', name: 'Siti Rahmawati' };

test.each([
  ['elevenchars', /12 characters/],
  ['password1234', /tried first/],
  ['1234567890123', /only a number/],
  ['password password', /tried first/],
  ['aaaaaaaaaaaaaaaa', /repeats/],
  ['abababababababab', /repeats/],
  ['siti.rahma2025', /your name/],
  ['SitiRahmawati1', /your name/],
])('when %s is chosen, then it is refused and the field is named', (password, why) => {
  expect(() => checkPassword(password, user)).toThrow(why);
});

test.each([
  'the lake is calm in june',
  'kopi-hitam-tanpa-gula',
  'длинный пароль тут',
  '  spaces count too  ',
])('when %s is chosen, then it is taken', (password) => {
  expect(() => checkPassword(password, user)).not.toThrow();
});

test('when a password is hashed, then it is argon2id by the present parameters and only it fits', async () => {
  const passwordHash = await hashPassword('the lake is calm in june');
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await isPassword('the lake is calm in june', passwordHash)).toBe(true);
  expect(await isPassword('the lake is calm in july', passwordHash)).toBe(false);
  expect(needsRehash(passwordHash)).toBe(false);
  expect(needsRehash(passwordHash.replace('t=2', 't=1'))).toBe(true);
});

test('when letters are composed in another way, then it is the same password', async () => {
  expect(await isPassword('cafe\u0301 au lait', await hashPassword('caf\u00e9 au lait'))).toBe(true);
});

test('when there is no hash, or none that is one, then nothing fits', async () => {
  expect(await isPassword('nobody has this password', null)).toBe(false);
  expect(await isPassword('anything', 'not a hash')).toBe(false);
});
