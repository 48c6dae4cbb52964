import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { judgeAnswer } from './judge-answer.ts';

type Answer = {
  readonly name: string;
  readonly status: number;
  readonly retryAfter?: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly hex?: string;
  readonly expect: {
    readonly verdict: string;
    readonly waitMs?: number;
    readonly serverTimeMs?: number;
  };
};

const file = new URL('../../../../firmware/test/vectors.json', import.meta.url);
const { answers } = JSON.parse(readFileSync(file, 'utf8')) as { readonly answers: readonly Answer[] };

const bodyOf = ({ body, text, hex }: Answer): string =>
  hex === undefined ? (text ?? JSON.stringify(body)) : Buffer.from(hex, 'hex').toString('latin1');

/** The firmware's verdict in the words of this camera, which tries the clock at any 401 that tells the time. */
const kinds: Readonly<Record<string, object>> = {
  accepted: { kind: 'accepted', duplicate: false },
  known: { kind: 'accepted', duplicate: true },
  drop: { kind: 'drop' },
  resend: { kind: 'resend' },
  clock: { kind: 'hold' },
  hold: { kind: 'hold' },
  wait: { kind: 'wait' },
  'back-off': { kind: 'back-off' },
};

it('when there are vectors, then each verdict is one that this camera knows', () => {
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.map((answer) => answer.expect.verdict).filter((verdict) => !kinds[verdict])).toEqual([]);
});

/** This camera takes the status's word; the firmware, which may be behind anybody's proxy, wants to see its frame named. */
const settlesByStatus = ({ status, expect: wanted }: Answer): boolean =>
  (status === 200 || status === 202) && wanted.verdict === 'back-off';

it.each(answers.filter(settlesByStatus))(
  'when the firmware does not believe this: $name, then this camera takes the frame as settled',
  (answer) => {
    const verdict = judgeAnswer({ status: answer.status, headers: {}, body: bodyOf(answer) }, 0);
    expect(verdict).toMatchObject({ kind: 'accepted', duplicate: answer.status === 200 });
  },
);

it.each(answers.filter((answer) => !settlesByStatus(answer)))(
  'when the answer is this: $name, then it is judged as by the firmware',
  (answer) => {
    const headers = answer.retryAfter === undefined ? {} : { 'retry-after': String(answer.retryAfter) };
    const verdict = judgeAnswer({ status: answer.status, headers, body: bodyOf(answer) }, 0);
    expect(verdict).toMatchObject(kinds[answer.expect.verdict] ?? {});
    if (verdict.kind === 'wait') expect(verdict.waitMs).toBe(answer.expect.waitMs ?? 0);
    if (answer.expect.verdict === 'clock') {
      expect(verdict).toMatchObject({ serverTimeMs: answer.expect.serverTimeMs });
    }
  },
);
