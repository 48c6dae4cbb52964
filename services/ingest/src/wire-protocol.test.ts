import { readFileSync } from 'node:fs';
import {
  DEFAULT_DEVICE_SETTINGS,
  parseDeviceKey,
  SentDeviceSettings,
  settingsVersion,
  sha256Hex,
  signedHeaders,
} from '@hadir/contracts';
import { expect, test } from 'vitest';
import { checkJpeg } from './jpeg-header.ts';
import { readDeviceId, readSignedHeaders } from './read-headers.ts';

const text = readFileSync(new URL('../../../docs/wire-protocol.md', import.meta.url), 'utf8');
const vector = new Map(
  [...text.slice(text.indexOf('### Test vector')).matchAll(/^\| (.+?) \| `(\S+)` \|$/gm)].map(
    ([, what = '', value = '']) => [what.replaceAll('`', ''), value],
  ),
);
const given = (what: string): string => vector.get(what) ?? `no "${what}" in the test vector`;

const headerNames = [...vector.keys()].filter((what) => /^(X-[A-Za-z0-9-]+|Idempotency-Key)$/.test(what));
const headers = Object.fromEntries(headerNames.map((name) => [name.toLowerCase(), given(name)]));

test('when the documented vector is signed, then every header comes out as documented', () => {
  const { signature: _, ...fields } = readSignedHeaders(headers, readDeviceId(headers));
  const key = parseDeviceKey(given('key'));
  expect(key?.toString('hex')).toBe(given('key in hex'));
  expect(headerNames).toHaveLength(9);
  expect(signedHeaders(key as Buffer, fields)).toEqual(headers);
  const unset = signedHeaders(key as Buffer, { ...fields, capturedAt: 0 });
  expect(unset['x-signature']).toBe(given('X-Signature when X-Captured-At is 0'));
});

test('when the documented settings are read, then they are the defaults but for the lamp, and their version is right', () => {
  const [json = ''] = /\{ "version"[^}]+\}/.exec(text.slice(text.indexOf('## Settings'))) ?? [];
  const settings = SentDeviceSettings.parse(JSON.parse(json));
  expect(settings).toMatchObject({ ...DEFAULT_DEVICE_SETTINGS, lampMode: 'schedule' });
  expect(settings.version).toBe(settingsVersion(settings));
  const documented = /## Settings([\s\S]+?)\n## /.exec(text)?.[1] ?? '';
  for (const name of Object.keys(settings)) expect(documented).toContain(`\`${name}\``);
});

test('when the documented body is checked, then it is the JPEG that it is said to be', () => {
  const body = Buffer.from(given('body in hex (46 bytes, 640 × 480)'), 'hex');
  expect(body).toHaveLength(46);
  expect(sha256Hex(body)).toBe(given('X-Content-Sha256'));
  expect(checkJpeg(body)).toEqual({ width: 640, height: 480 });
});
