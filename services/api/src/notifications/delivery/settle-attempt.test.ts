import { expect, test } from 'vitest';
import { later, never, sent } from '../outlets/outlet.ts';
import { MOST_ATTEMPTS, settlementOf, waitMs } from './settle-attempt.ts';

const now = new Date('2026-11-22T10:00:00Z');
const first = { attempts: 1, firstAttemptAt: now };
const inMs = (settlement: ReturnType<typeof settlementOf>): number =>
  settlement.kind === 'later' ? settlement.dueAt.getTime() - now.getTime() : -1;

test('when an attempt went through or cannot, then that is it', () => {
  expect(settlementOf(sent('7'), first, now)).toEqual({ kind: 'sent', remoteRef: '7', note: null });
  expect(settlementOf(never('403'), first, now)).toEqual({ kind: 'given-up', error: '403' });
});

test('when attempts fail, then each wait is about twice the one before, up to an hour', () => {
  for (let attempts = 1; attempts < MOST_ATTEMPTS; attempts++) {
    const nominal = Math.min(5000 * 2 ** (attempts - 1), 3_600_000);
    const wait = inMs(settlementOf(later('timeout'), { ...first, attempts }, now));
    expect(wait).toBeGreaterThanOrEqual(nominal * 0.74);
    expect(wait).toBeLessThanOrEqual(nominal * 1.26);
  }
  expect(settlementOf(later('timeout'), { ...first, attempts: MOST_ATTEMPTS }, now)).toEqual({
    kind: 'given-up',
    error: 'timeout',
  });
  expect(new Set(Array.from({ length: 20 }, () => waitMs(5))).size).toBeGreaterThan(1);
});

test('when the other side asks for a wait, then the whole channel waits, and the attempt does not count', () => {
  const settlement = settlementOf(later('429', 30_000), { ...first, attempts: MOST_ATTEMPTS - 1 }, now);
  const until = new Date(now.getTime() + 30_000);
  expect(settlement).toEqual({
    kind: 'later',
    dueAt: until,
    error: '429',
    holdChannelUntil: until,
    counts: false,
  });
});

test('when it asks for waits all day long, then the delivery is given up', () => {
  const since = new Date(now.getTime() - 25 * 3_600_000);
  expect(settlementOf(later('429', 30_000), { attempts: 1, firstAttemptAt: since }, now).kind).toBe(
    'given-up',
  );
});
