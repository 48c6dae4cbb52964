import { describe, expect, it } from 'vitest';
import { judgeAnswer } from './judge-answer.ts';

const now = Date.parse('2026-03-02T08:00:00Z');
const answer = (status: number, body: unknown = '', headers = {}) =>
  judgeAnswer({ status, headers, body: JSON.stringify(body) }, now);

describe('judgeAnswer', () => {
  it.each([
    [400, 'malformed'],
    [409, 'conflict'],
    [413, 'too-large'],
    [415, 'not-a-jpeg'],
    [422, 'truncated'],
  ])('when the status is %i, then the frame is dropped as %s', (status, reason) => {
    expect(answer(status)).toEqual({ kind: 'drop', reason });
  });

  it('when a 422 names the checksum by code or by header, then the frame is sent again', () => {
    expect(answer(422, { error: { code: 'checksum-mismatch', message: '' } })).toEqual({ kind: 'resend' });
    expect(answer(422, { error: { code: 'unprocessable', message: '', field: 'X-Content-Sha256' } })).toEqual(
      { kind: 'resend' },
    );
  });

  it('when a 401 carries the server time, then it is passed on, and with a 403 it is not', () => {
    const body = { error: { code: 'clock-skew', message: '' }, serverTimeMs: now };
    expect(answer(401, body)).toEqual({ kind: 'hold', serverTimeMs: now });
    expect(answer(403, body)).toEqual({ kind: 'hold', serverTimeMs: undefined });
  });

  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    ['Mon, 02 Mar 2026 08:00:30 GMT', 30_000],
    ['Mon, 02 Mar 2026 07:00:00 GMT', 0],
    ['99999999', 600_000],
  ])('when Retry-After is "%s", then the wait is %i ms', (text, waitMs) => {
    expect(answer(429, '', { 'retry-after': text })).toEqual({ kind: 'wait', waitMs });
    expect(answer(503, '', { 'retry-after': text })).toEqual({ kind: 'wait', waitMs });
  });

  it.each([503, 429, 500, 502, 404, 301, 308, 204])(
    'when the status is %i without Retry-After, then the camera backs off',
    (status) => {
      expect(answer(status)).toEqual({ kind: 'back-off' });
    },
  );

  it('when Retry-After makes no sense, then the camera backs off', () => {
    expect(answer(503, '', { 'retry-after': 'soon' })).toEqual({ kind: 'back-off' });
  });

  it('when a 202 has a body that is no frame answer, then the frame is accepted all the same', () => {
    expect(judgeAnswer({ status: 202, headers: {}, body: '<html>' }, now)).toEqual({
      kind: 'accepted',
      duplicate: false,
      answer: undefined,
    });
  });
});
