import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_FIRMWARE_BYTES } from '@hadir/contracts';
import { espImage } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readImage } from './read-image.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-image-'));
});
afterAll(() => rm(dir, { recursive: true }));

async function read(bytes: Buffer) {
  const file = join(dir, 'image.bin');
  await writeFile(file, bytes);
  const { target, version } = await readImage(file);
  return { target, version };
}

test.each([
  [espImage(), { target: 'esp32', version: '1.3.0' }],
  [espImage({ chip: 9, version: '10.20.3000' }), { target: 'esp32s3', version: '10.20.3000' }],
  [espImage({ bytes: MAX_FIRMWARE_BYTES }), { target: 'esp32', version: '1.3.0' }],
  [Buffer.from('HADIRPOSIX 0.2.0\nrest'), { target: 'posix', version: '0.2.0' }],
])(
  'when an image is one of ours, then it says what it is for and which version (%#)',
  async (bytes, said) => {
    expect(await read(bytes)).toEqual(said);
  },
);

test.each([
  ['has no version of three numbers', espImage({ version: 'v1.3-dirty' })],
  ['has a version that fills its field', espImage({ version: '1'.repeat(32) })],
  ['is of another project', espImage({ project: 'blink' })],
  ['is for another chip', espImage({ chip: 5 })],
  ['has no description', Buffer.alloc(4096, 0xe9)],
  ['ends within its headers', espImage().subarray(0, 100)],
  ['is too large for a slot', espImage({ bytes: MAX_FIRMWARE_BYTES + 1 })],
  ['is a text', Buffer.from('hello')],
  ['is empty', Buffer.alloc(0)],
  ['is a posix image without a version', Buffer.from('HADIRPOSIX \n')],
])('when an image %s, then it is refused with what to do', async (_what, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({ code: 'bad-image', fix: expect.stringMatching(/\.$/) });
});

test('when there is no file, then that is said', async () => {
  await expect(readImage(join(dir, 'none'))).rejects.toMatchObject({ code: 'no-file' });
});
