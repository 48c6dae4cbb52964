import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_DEVICE_SETTINGS, SentDeviceSettings } from './device-settings.ts';
import { compareVersions } from './firmware.ts';
import { DeviceId } from './frame.ts';
import { ErrorAnswer, FrameAnswer } from './frame-answer.ts';
import { parseDeviceKey, sha256Hex, signedHeaders, wireHeaders } from './wire-protocol.ts';

const Request = z.object({
  name: z.string(),
  key: z.string(),
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  deviceId: DeviceId,
  bootId: z.string(),
  seq: z.int(),
  capturedAt: z.int(),
  capturedMono: z.int(),
  sentMono: z.int(),
  sha256: z.string(),
  signature: z.string(),
  advisory: z.record(z.string(), z.string()),
});

const Vectors = z.object({
  sha256: z.array(z.object({ text: z.string(), digest: z.string() })).min(1),
  hmac: z.array(z.object({ key: z.string(), text: z.string(), mac: z.string() })).min(1),
  requests: z.array(Request).min(1),
  answers: z
    .array(
      z.object({
        name: z.string(),
        body: z.unknown().optional(),
        shape: z.enum(['FrameAnswer', 'ErrorAnswer']).optional(),
        expect: z.looseObject({ serverTimeMs: z.int().optional(), restMs: z.int().optional() }),
      }),
    )
    .min(1),
  settings: z
    .array(z.object({ name: z.string(), body: z.unknown().optional(), expect: z.string().optional() }))
    .min(1),
  versions: z.array(z.object({ a: z.string(), b: z.string(), order: z.int() })).min(1),
});

const file = new URL('../../../firmware/test/vectors.json', import.meta.url);
const vectors = Vectors.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Settings in words, as the firmware's tests have them. */
const orderOf = [
  'version',
  'frameSize',
  'quality',
  'exposureLevel',
  'lampMode',
  'lampFromMinute',
  'lampToMinute',
  'lampDutyPercent',
  'lampDarkBelow',
  'gateThreshold',
  'heartbeatMs',
  'deepSleepFromMs',
  'maxRestMs',
  'led',
  'buzzer',
  'utcOffsetMinutes',
] as const;
const inWords = (settings: SentDeviceSettings): string => orderOf.map((name) => settings[name]).join(' ');

describe('the vectors of the firmware', () => {
  it.each(vectors.sha256)('when the text is “$text”, then its SHA-256 is that of the vector', (vector) => {
    expect(sha256Hex(Buffer.from(vector.text))).toBe(vector.digest);
  });

  it.each(vectors.hmac)('when “$text” is signed, then the HMAC is that of the vector', (vector) => {
    const key = Buffer.from(vector.key, 'hex');
    expect(createHmac('sha256', key).update(vector.text).digest('hex')).toBe(vector.mac);
  });

  it.each(vectors.versions)('when $a is compared with $b, then the order is $order', ({ a, b, order }) => {
    expect(Math.sign(compareVersions(a, b))).toBe(order);
  });

  it.each(vectors.requests)(
    'when this is signed: $name, then the headers are those of the vector',
    (request) => {
      const key = parseDeviceKey(request.key) ?? Buffer.alloc(0);
      const { bootId, seq, signature, sha256 } = request;
      expect(signedHeaders(key, request)).toMatchObject({
        [wireHeaders.seq]: String(seq),
        [wireHeaders.contentSha256]: sha256,
        [wireHeaders.idempotencyKey]: `${bootId}-${seq}`,
        [wireHeaders.signature]: signature,
      });
      const known: readonly string[] = Object.values(wireHeaders);
      expect(Object.keys(request.advisory).filter((name) => !known.includes(name.toLowerCase()))).toEqual([]);
    },
  );

  it.each(vectors.answers.filter(({ shape }) => shape === 'FrameAnswer'))(
    'when the device is answered this: $name, then it is what ingest may answer',
    ({ body, expect: wanted }) => {
      const answer = FrameAnswer.parse(body);
      expect(answer.serverTimeMs).toBe(wanted.serverTimeMs);
      expect(answer.restMs).toBe(wanted.restMs);
    },
  );

  it.each(vectors.answers.filter(({ shape }) => shape === 'ErrorAnswer'))(
    'when the device is refused so: $name, then it is what ingest may answer',
    ({ body, expect: wanted }) => {
      expect(ErrorAnswer.parse(body).serverTimeMs).toBe(wanted.serverTimeMs);
    },
  );

  it.each(vectors.settings.filter(({ body }) => body !== undefined))(
    'when the settings are these: $name, then both sides take or refuse them alike',
    ({ body, expect: wanted }) => {
      const defaults = { ...DEFAULT_DEVICE_SETTINGS, version: '00000000', utcOffsetMinutes: 0 };
      const merged = Array.isArray(body) ? body : { ...defaults, ...(body as object) };
      const parsed = SentDeviceSettings.safeParse(merged);
      const words = parsed.success ? inWords(parsed.data).replace(/^0{8}/, '') : undefined;
      expect(words).toBe(wanted);
    },
  );
});
