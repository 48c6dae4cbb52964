import { expect, test } from 'vitest';
import { createSecretBox, generateSecretKey, sealedBy } from './secret-box.ts';

const [first, second] = [generateSecretKey('k1'), generateSecretKey('k2')];
const plain = Buffer.from('a template');

test('when a value is sealed, then only the same context opens it and it names its key', () => {
  const box = createSecretBox(`${second},${first}`);
  const sealed = box.seal(plain, 'template:1:sift');
  expect(box.open(sealed, 'template:1:sift')).toEqual(plain);
  expect(sealedBy(sealed)).toBe('k2');
  expect(box.keyIds).toEqual(['k2', 'k1']);
  expect(() => box.open(sealed, 'template:2:sift')).toThrow();
});

test('when a key comes before an old one, then it seals and both open', () => {
  const old = createSecretBox(first).seal(plain, 'x');
  const rotated = createSecretBox(`${second},${first}`);
  expect(rotated.open(old, 'x')).toEqual(plain);
  expect(() => createSecretBox(second).open(old, 'x')).toThrow('"k1", which is not configured');
});

test('when any byte is changed or cut off, then nothing is opened', () => {
  const box = createSecretBox(first);
  const sealed = box.seal(plain, 'x');
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => box.open(changed, 'x')).toThrow();
    expect(() => box.open(sealed.subarray(0, at), 'x')).toThrow();
  }
});

test('when one value is sealed twice, then the two differ', () => {
  const box = createSecretBox(first);
  expect(box.seal(plain, 'x').equals(box.seal(plain, 'x'))).toBe(false);
});

test.each(['', 'k1', `${first},${first}`, 'k1:short', `K 1:${first.slice(3)}`])(
  'when the keys are %j, then they are refused',
  (keys) => {
    expect(() => createSecretBox(keys)).toThrow();
  },
);
