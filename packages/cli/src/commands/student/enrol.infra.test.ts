import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
let studentId: string;

beforeAll(async () => {
  api = await startTestApi();
  ({ id: studentId } = await api.json<{ id: string }>('student', 'add', '1001', 'Siti Rahma'));
  // No more than says how large it is.
  const jpeg = Buffer.from('ffd8ffc0000b0801e0028001011100ffd9', 'hex');
  for (const name of ['front.jpg', 'far.jpg']) await writeFile(join(api.dir, name), jpeg);
  await writeFile(join(api.dir, 'letter.jpg'), 'no image');
});
afterAll(() => api.stop());

/** What a matcher would write of the next enrolment: one result for each photo. */
async function answer(results: readonly ('accepted' | 'too-small')[]): Promise<void> {
  const { enrolments } = api.database;
  const pending = await waitFor('an enrolment to begin', async () => {
    const { items } = await enrolments.list({ studentId });
    return items.find(({ status }) => status === 'pending');
  });
  const { photos } = (await enrolments.find(pending.id)) ?? { photos: [] };
  await enrolments.finish(
    pending.id,
    photos.map(({ id }, at) => {
      const result = results[at] ?? 'too-small';
      return result === 'accepted'
        ? { photoId: id, status: result, reason: null, measured: null, templates: [template()] }
        : { photoId: id, status: 'rejected', reason: result, measured: { measured: 40.256, limit: 80 } };
    }),
  );
}

const template = () => ({ engine: 'sift', modelVersion: '1', keyId: 't1', ciphertext: Buffer.alloc(64) });

test('when there is no consent, then it says how to record it, and nothing is enrolled', async () => {
  const { code, stderr } = await api.run('student', 'enrol', '1001', 'front.jpg');
  expect(code).toBe(1);
  expect(stderr).toBe(
    'hadir: The student has given no consent.\n  Record it with --consent-notice VERSION, or with `hadir consent grant`.\n',
  );
});

test('when one of two photos is accepted, then the student is enrolled, and of the other it is told why', async () => {
  const enrolling = api.run(
    'student',
    'enrol',
    '1001',
    'front.jpg',
    'far.jpg',
    '--consent-notice',
    '2026-01',
  );
  await answer(['accepted', 'too-small']);
  const { code, stdout } = await enrolling;
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^✓ front\.jpg {2}accepted\n✗ far\.jpg {4}The face is too small: .* \(40\.26, limit 80\)\n\nEnrolled 1001 with 1 of 2 photos\. Photos that would help: .*left.*right.*\n$/,
  );
  expect(await api.json('student', 'show', '1001')).toMatchObject({
    consent: { noticeVersion: '2026-01' },
    templates: 1,
  });
});

test('when no photo is accepted, then the exit code is 1 and --json names each file', async () => {
  const enrolling = api.run('student', 'enrol', '1001', 'far.jpg', '--json');
  await answer(['too-small']);
  const { code, stdout } = await enrolling;
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'rejected',
    photos: [{ file: 'far.jpg', status: 'rejected', reason: 'too-small' }],
  });
});

test('when a file is no photo or not there, then it is named', async () => {
  const letter = await api.run('student', 'enrol', '1001', 'front.jpg', 'letter.jpg');
  expect(letter.code).toBe(1);
  expect(letter.stderr).toContain('photos.2: this is neither a JPEG nor a PNG');
  const missing = await api.run('student', 'enrol', '1001', 'nowhere.jpg');
  expect(missing.stderr).toContain('nowhere.jpg cannot be read');
});
