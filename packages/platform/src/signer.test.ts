import { expect, test } from 'vitest';
import { generateSecretKey } from './secret-box.ts';
import { createSigner, SIGNATURE_BYTES } from './signer.ts';

const [first, second] = [generateSecretKey('k1'), generateSecretKey('k2')];
const message = Buffer.from('a message');

test('when a message is signed, then the same keys and purpose verify it, and no others', () => {
  const signature = createSigner(first, 'links').sign(message);
  expect(signature).toHaveLength(SIGNATURE_BYTES);
  expect(createSigner(first, 'links').verify(message, signature)).toBe(true);
  expect(createSigner(first, 'codes').verify(message, signature)).toBe(false);
  expect(createSigner(second, 'links').verify(message, signature)).toBe(false);
});

test('when a key comes before an old one, then it signs and both verify', () => {
  const old = createSigner(first, 'links').sign(message);
  const rotated = createSigner(`${second},${first}`, 'links');
  expect(rotated.verify(message, old)).toBe(true);
  expect(rotated.sign(message)).toEqual(createSigner(second, 'links').sign(message));
});

test('when a byte of the message or the signature differs, or it is cut, then it is not verified', () => {
  const signer = createSigner(first, 'links');
  const signature = signer.sign(message);
  for (let at = 0; at < signature.length; at++) {
    const changed = Buffer.from(signature);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(signer.verify(message, changed)).toBe(false);
    expect(signer.verify(message, signature.subarray(0, at))).toBe(false);
  }
  expect(signer.verify(Buffer.from('a massage'), signature)).toBe(false);
});

test.each(['', 'k1:short'])('when the keys are %j, then they are refused', (keys) => {
  expect(() => createSigner(keys, 'links')).toThrow();
});
