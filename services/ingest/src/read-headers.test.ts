import { signedHeaders } from '@hadir/contracts';
import { AppError } from '@hadir/platform';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDeviceId, readSignedHeaders } from './read-headers.ts';

const fields = {
  deviceId: 'door-101',
  bootId: '0123456789abcdef',
  seq: 7,
  capturedAt: 1_760_000_000_000,
  capturedMono: 1000,
  sentMono: 1250,
  sha256: 'ab'.repeat(32),
};
const headers = signedHeaders(Buffer.alloc(32, 1), fields);

test('when headers are as a device makes them, then they read back as what was signed', () => {
  const { signature, ...read } = readSignedHeaders(headers, readDeviceId(headers));
  expect(read).toEqual(fields);
  expect(signature).toBe(headers['x-signature']);
});

test('when the greatest numbers come, then they stay exact', () => {
  const greatest = { ...fields, seq: 999_999_999_999_999, sentMono: 999_999_999_999_999 };
  const read = readSignedHeaders(signedHeaders(Buffer.alloc(32), greatest), 'door-101');
  expect([read.seq, read.sentMono]).toEqual([999_999_999_999_999, 999_999_999_999_999]);
});

test('when a header is any text, then it is taken as it is written or refused by its name', () => {
  const name = fc.constantFrom(...Object.keys(headers));
  fc.assert(
    fc.property(name, fc.string({ unit: 'binary-ascii', maxLength: 80 }), (changed, text) => {
      const given = { ...headers, [changed]: text };
      try {
        const read = readSignedHeaders(given, readDeviceId(given));
        const { signature, ...values } = read;
        expect({ ...signedHeaders(Buffer.alloc(32), values), 'x-signature': signature }).toEqual(given);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).code).toBe('bad-request');
        expect((error as AppError).details.field).toBeTruthy();
      }
    }),
    { numRuns: 3000 },
  );
});
