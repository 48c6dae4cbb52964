import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { download, pdfPages } from '../../testing/read-report.ts';
import { startTestApi, type TestApi } from '../../testing/test-api.ts';

const path = '/v1/settings/logo';
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG of `side` × `side` grey pixels that holds `pixels`, whatever its head says. */
function png(side: number, pixels = Buffer.alloc((side + 1) * side, 0x80), interlaced = 0): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 0, 0, 0, interlaced], 8);
  const start = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([
    start,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.of()),
  ]);
}

async function put(bytes: Buffer, as = 'admin') {
  const form = new FormData();
  form.append('logo', new Blob([new Uint8Array(bytes)]), 'logo');
  return api.ask('PUT', path, { form, as });
}

test('when a logo is set, then reports bear it with the name, and removing it takes it away', async () => {
  const report = '/v1/reports/at-risk?format=pdf';
  const plain = await download(api, report);
  expect(plain.bytes.includes('/Subtype /Image')).toBe(false);
  const json = { name: 'Universitas Contoh' };
  expect((await api.ask('PUT', '/v1/settings/institution', { json })).body).toEqual({
    ...json,
    hasLogo: false,
  });
  const logo = png(64);
  expect((await put(logo)).status).toBe(204);
  expect((await download(api, path)).bytes.equals(logo)).toBe(true);
  const borne = await download(api, report);
  expect(borne.bytes.includes('/Subtype /Image')).toBe(true);
  expect((await pdfPages(borne.bytes))[0]).toContain('Universitas Contoh');
  expect((await put(png(32))).status).toBe(204);
  expect((await api.objects.list('institution/', { limit: 10 })).keys).toHaveLength(1);
  expect((await api.ask('DELETE', path)).status).toBe(204);
  expect((await api.objects.list('institution/', { limit: 10 })).keys).toEqual([]);
  expect((await download(api, path)).status).toBe(404);
});

test('when settings are changed by others at the same time, then neither change is lost', async () => {
  const { version } = (await api.ask('GET', '/v1/settings')).body;
  const changes = ['A', 'B', 'C'].map((name) =>
    api.ask('PUT', '/v1/settings/institution', { json: { name } }),
  );
  const others = api.ask('PUT', '/v1/settings', { json: { version, livenessMode: 'off' } });
  const answers = await Promise.all(changes);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  if ((await others).status === 200) {
    expect((await api.ask('GET', '/v1/settings')).body.livenessMode).toBe('off');
  }
});

test.each([
  ['a GIF', Buffer.from('GIF89a and more'), 415],
  ['too many pixels', png(2001, Buffer.alloc(10)), 422],
  ['too few pixels', png(8), 422],
  ['more pixels than it says', png(16, Buffer.alloc(50_000_000)), 422],
  ['broken pixels', Buffer.concat([png(16).subarray(0, 45), Buffer.alloc(40)]), 422],
  ['interlacing', png(16, undefined, 1), 422],
  ['half a megabyte and more', Buffer.concat([png(16), Buffer.alloc(513 * 1024)]), 413],
])('when a logo has %s, then it is refused', async (_what, bytes, status) => {
  const refused = await put(bytes);
  expect(refused.status).toBe(status);
  expect(refused.body.error.field).toBe('logo');
});

test('when staff change the logo, then they are refused', async () => {
  expect((await put(png(32), 'staff')).status).toBe(403);
});
