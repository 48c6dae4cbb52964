import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { keyFingerprint, MAX_FIRMWARE_BYTES } from '@hadir/contracts';
import { espImage, waitFor } from '@hadir/local-stack/testing';
import { subscribeFirmwareChanged } from '@hadir/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newReleaseKeys, publish } from '../testing/firmware.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
const keys = newReleaseKeys();
const told: string[] = [];
beforeAll(async () => {
  api = await startTestApi();
  const subscription = await subscribeFirmwareChanged(api.redis, ({ target }) => told.push(target));
  return () => subscription.close();
});
afterAll(() => api.close());

const auditOf = async (id: string) => {
  const { items } = await api.database.audit.list({ subjectType: 'firmware', subjectId: id });
  return items.map(({ action, details }) => ({ action, details }));
};

describe('publishing', () => {
  test('when a release is published, then it is measured, kept, told of and not rolled out', async () => {
    const image = espImage({ version: '1.0.0', bytes: MAX_FIRMWARE_BYTES });
    const { status, body, text } = await publish(api.ask, {
      version: '1.0.0',
      image,
      keys,
      fields: { notes: 'The first.\nWith two lines.' },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      target: 'esp32',
      version: '1.0.0',
      size: image.length,
      sha256: createHash('sha256').update(image).digest('hex'),
      keyFingerprint: keyFingerprint(keys.publicKey),
      notes: 'The first.\nWith two lines.',
      rolloutPercent: 0,
      forced: false,
      state: 'published',
      withdrawnAt: null,
    });
    expect(text).not.toContain('signature');
    expect((await api.database.firmwareReleases.image(body.id))?.equals(image)).toBe(true);
    expect((await api.ask('GET', `/v1/firmware/${body.id}`)).body).toEqual(body);
    await waitFor('the announcement', () => told.includes('esp32'));
    expect(await auditOf(body.id)).toMatchObject([
      { action: 'firmware.publish', details: { version: '1.0.0', rolloutPercent: 0, isKeyNew: false } },
    ]);
  });

  test('when a version is published again, then it is 409', async () => {
    await publish(api.ask, { version: '1.0.1', keys });
    const { status, body } = await publish(api.ask, { version: '1.0.1', keys });
    expect([status, body.error]).toMatchObject([409, { code: 'taken', field: 'version' }]);
  });

  test('when the signature is of something else, then it is 422 and nothing is kept', async () => {
    for (const fields of [{ version: '1.0.3' }, { target: 'esp32s3' }, { signature: 'ab'.repeat(70) }]) {
      const { status, body } = await publish(api.ask, { version: '1.0.2', keys, fields });
      expect([status, body.error]).toMatchObject([422, { code: 'bad-signature', field: 'signature' }]);
    }
    const { body } = await api.ask('GET', '/v1/firmware');
    expect(body.items.map((one: { version: string }) => one.version)).not.toContain('1.0.2');
  });

  test.each([
    ['version', { version: '1.0.5', image: espImage({ version: '1.0.4' }) }],
    ['version', { version: '1.0.5', image: Buffer.from('HADIRPOSIX 1.0.4\nworks'), target: 'posix' }],
    ['target', { version: '1.0.5', image: espImage({ version: '1.0.5', chip: 9 }) }],
    ['image', { version: '1.0.5', image: espImage({ version: '1.0.5', project: 'blink' }) }],
    ['image', { version: '1.0.5', image: espImage({ version: '1.0.5', chip: 5 }) }],
    ['image', { version: '1.0.5', image: espImage({ version: '1.0.5-dev' }) }],
    ['image', { version: '1.0.5', image: Buffer.from('hello') }],
  ] as const)(
    'when the image is of another %s, then it is 422 and nothing is kept (%#)',
    async (field, wanted) => {
      const { status, body } = await publish(api.ask, { ...wanted, keys });
      expect([status, body.error]).toMatchObject([422, { code: 'other-image', field }]);
      expect(body.error.message).toMatch(new RegExp(`^${field}: `));
      const { body: page } = await api.ask('GET', '/v1/firmware');
      expect(page.items.map((one: { version: string }) => one.version)).not.toContain('1.0.5');
    },
  );

  test('when another key signs, then it is refused unless that is meant, and expected from then on', async () => {
    const other = newReleaseKeys();
    await publish(api.ask, { version: '1.0.0', target: 'esp32s3', keys });
    const refused = await publish(api.ask, { version: '1.1.0', target: 'esp32s3', keys: other });
    expect([refused.status, refused.body.error]).toMatchObject([409, { code: 'another-key' }]);
    const meant = { version: '1.1.0', target: 'esp32s3', keys: other, fields: { newKey: 'true' } } as const;
    const { status, body } = await publish(api.ask, meant);
    expect(status).toBe(201);
    expect(await auditOf(body.id)).toMatchObject([{ details: { isKeyNew: true } }]);
    expect((await publish(api.ask, { version: '1.2.0', target: 'esp32s3', keys: other })).status).toBe(201);
    expect((await publish(api.ask, { version: '1.3.0', target: 'esp32s3', keys })).status).toBe(409);
  });

  test.each([
    ['version', { version: '1.2' }, 'version: use three numbers, such as 1.3.0'],
    ['target', { target: 'esp8266' }, 'target: must be one of: esp32, esp32s3, posix'],
    ['signature', { signature: 'xyz' }, 'signature: use the DER in lower-case hex, at most 72 bytes'],
    ['publicKey', { publicKey: 'no key' }, 'publicKey: must be a public key on P-256 as PEM'],
    ['publicKey', { publicKey: 'x'.repeat(1001) }, 'publicKey: must be a public key on P-256 as PEM'],
    ['rolloutPercent', { rolloutPercent: '101' }, 'rolloutPercent: must be a whole number from 0 to 100'],
    ['forced', { forced: 'perhaps' }, 'forced: must be true or false'],
    ['notes', { notes: 'x'.repeat(2001) }, 'notes: at most 2000 characters'],
    ['notes', { notes: 'a bell \u0007' }, 'notes: must hold no control characters'],
    ['body', { more: 'x' }, 'body: Unrecognized key: "more"'],
  ])('when %s is wrong, then it is 400 and named once', async (field, fields, message) => {
    const { status, body } = await publish(api.ask, { version: '9.0.0', keys, fields });
    expect([status, body.error.field, body.error.message]).toEqual([400, field, message]);
  });

  test('when the notes of a release are changed to some that are too long, then they are named', async () => {
    const { body: release } = await publish(api.ask, { version: '1.0.4', keys });
    const json = { notes: 'x'.repeat(2001) };
    const { status, body } = await api.ask('PATCH', `/v1/firmware/${release.id}`, { json });
    expect([status, body.error]).toMatchObject([
      400,
      { field: 'notes', message: 'notes: at most 2000 characters' },
    ]);
  });

  test('when the key is private or of another curve, then it is 400 and does not come back', async () => {
    const secret = String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
    const wrong = [secret, String(other.export({ type: 'spki', format: 'pem' }))];
    for (const publicKey of wrong) {
      const { status, body, text } = await publish(api.ask, {
        version: '9.0.1',
        keys,
        fields: { publicKey },
      });
      expect([status, body.error.field]).toEqual([400, 'publicKey']);
      expect(text).not.toContain('BEGIN');
    }
  });

  test('when the image is larger than a slot, empty or missing, then it is refused', async () => {
    const large = await publish(api.ask, {
      version: '9.1.0',
      keys,
      image: randomBytes(MAX_FIRMWARE_BYTES + 1),
    });
    expect([large.status, large.body.error.field]).toEqual([413, 'image']);
    const empty = await publish(api.ask, { version: '9.1.0', keys, image: Buffer.alloc(0) });
    expect([empty.status, empty.body.error.field]).toEqual([400, 'image']);
    expect((await api.ask('POST', '/v1/firmware', { json: {} })).status).toBe(415);
  });
});

describe('rolling out', () => {
  test('when a release is rolled out, forced and withdrawn, then each is kept, told of and audited', async () => {
    const { body: release } = await publish(api.ask, { version: '2.0.0', keys });
    const path = `/v1/firmware/${release.id}`;
    const before = told.length;
    const rolledOut = await api.ask('PATCH', path, { json: { rolloutPercent: 25 } });
    expect(rolledOut.body).toEqual({ ...release, rolloutPercent: 25 });
    const forced = await api.ask('PATCH', path, { json: { forced: true, notes: 'Go back.' } });
    expect(forced.body).toMatchObject({ rolloutPercent: 25, forced: true, notes: 'Go back.' });
    const first = await api.ask('POST', `${path}/withdraw`);
    expect(first.body).toMatchObject({ state: 'withdrawn', withdrawnBy: release.createdBy });
    expect((await api.ask('POST', `${path}/withdraw`)).body).toEqual(first.body);
    const late = await api.ask('PATCH', path, { json: { rolloutPercent: 100 } });
    expect([late.status, late.body.error.code]).toEqual([409, 'withdrawn']);
    expect((await api.ask('GET', path)).body.rolloutPercent).toBe(25);
    await waitFor('four announcements', () => told.length - before >= 4);
    expect((await auditOf(release.id)).map(({ action }) => action)).toEqual([
      'firmware.withdraw',
      'firmware.withdraw',
      'firmware.update',
      'firmware.update',
      'firmware.publish',
    ]);
  });

  test('when a change names nothing or too much, then it is 400; when there is no such release, 404', async () => {
    const { body } = await publish(api.ask, { version: '2.1.0', keys });
    for (const json of [{}, { rolloutPercent: 101 }, { rolloutPercent: 1.5 }, { version: '9.9.9' }]) {
      expect((await api.ask('PATCH', `/v1/firmware/${body.id}`, { json })).status).toBe(400);
    }
    const nobody = '/v1/firmware/00000000-0000-7000-8000-000000000000';
    expect((await api.ask('GET', nobody)).status).toBe(404);
    expect((await api.ask('PATCH', nobody, { json: { forced: true } })).status).toBe(404);
    expect((await api.ask('POST', `${nobody}/withdraw`)).status).toBe(404);
  });

  test('when a list is read by target and page, then the newest comes first', async () => {
    const { body } = await api.ask('GET', '/v1/firmware?target=esp32s3&limit=2', { as: 'viewer' });
    expect(body.items.map((one: { version: string }) => one.version)).toEqual(['1.2.0', '1.1.0']);
    const rest = await api.ask('GET', `/v1/firmware?target=esp32s3&limit=2&cursor=${body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ version: '1.0.0' }], nextCursor: null });
  });
});
