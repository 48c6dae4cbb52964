import { createHmac } from 'node:crypto';
import { sha256Hex, signingString, wireHeaders } from '@hadir/contracts';
import { createUplink, type UplinkOptions } from '../uplink/uplink.ts';
import type { FrameEvent } from '../uplink/uplink-events.ts';
import { type ReceivedPost, type ScriptedAnswer, startScriptedServer } from './scripted-server.ts';

export const key = Buffer.alloc(32, 7);
export const deviceId = 'door-a1';
export const bootId = '0123456789abcdef';
export const jpeg = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from(text)]);
export const frame = (text: string, ageMs = 0) => ({ jpeg: jpeg(text), ageMs, people: [text] });
export const textOf = ({ body }: ReceivedPost): string => body.subarray(2).toString();
export const accepted = (intervalMs = 500): ScriptedAnswer => ({
  status: 202,
  body: { frameId: `${deviceId}-${bootId}-1`, serverTimeMs: 1_800_000_000_000, intervalMs, recent: [] },
});
export const refusal = (status: number, code: string, more = {}): ScriptedAnswer => ({
  status,
  body: { error: { code, message: '' }, ...more },
});

const closers: (() => Promise<void>)[] = [];
/** To be called after each test. */
export async function closeServers(): Promise<void> {
  await Promise.all(closers.splice(0).map((close) => close()));
}

export async function setUp(answers: readonly ScriptedAnswer[], options: Partial<UplinkOptions> = {}) {
  const server = await startScriptedServer((_, number) => answers[number] ?? accepted());
  closers.push(() => server.close());
  const events: FrameEvent[] = [];
  const waits: number[] = [];
  const uplink = createUplink({
    ingestUrl: server.url,
    deviceId,
    key,
    bootId,
    backoffMs: { first: 20, longest: 120 },
    random: () => 0,
    onFrame: (event) => events.push(event),
    onRetry: ({ waitMs }) => waits.push(waitMs),
    ...options,
  });
  const finish = async () => {
    uplink.finish();
    await uplink.run(AbortSignal.timeout(20_000));
  };
  return { server, uplink, events, waits, finish };
}

export function verify({ headers, body }: ReceivedPost): boolean {
  const text = signingString({
    deviceId: String(headers[wireHeaders.deviceId]),
    bootId: String(headers[wireHeaders.bootId]),
    seq: Number(headers[wireHeaders.seq]),
    capturedAt: Number(headers[wireHeaders.capturedAt]),
    capturedMono: Number(headers[wireHeaders.capturedMono]),
    sentMono: Number(headers[wireHeaders.sentMono]),
    sha256: sha256Hex(body),
  });
  return headers[wireHeaders.signature] === `v1=${createHmac('sha256', key).update(text).digest('hex')}`;
}
