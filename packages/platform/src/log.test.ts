import { expect, test } from 'vitest';
import { createLog, DependencyUnavailable } from './index.ts';
import { captured } from './testing/quiet-log.ts';

test('when an event is logged, then it is one line of JSON with its fields', () => {
  const out = captured();
  createLog({ service: 'ingest', stream: out.stream }).info('frame received', { frameId: 'a-b-1', bytes: 5 });
  expect(out.text().endsWith('\n')).toBe(true);
  const { time, ...line } = JSON.parse(out.text()) as Record<string, unknown>;
  expect(Date.parse(String(time))).not.toBeNaN();
  expect(line).toEqual({
    level: 'info',
    service: 'ingest',
    event: 'frame received',
    frameId: 'a-b-1',
    bytes: 5,
  });
});

test('when an error is logged, then its message, code, stack and cause are there', () => {
  const out = captured();
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const error = new DependencyUnavailable('redis', cause);
  createLog({ service: 'x', stream: out.stream }).error('failed', { error });
  expect(JSON.parse(out.text())).toMatchObject({
    error: {
      name: 'DependencyUnavailable',
      message: 'redis is unavailable: connect ECONNREFUSED',
      stack: expect.stringContaining('log.test.ts'),
      cause: { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
    },
  });
});

test('when a level is not asked for, then nothing is written; when a child logs, then its fields are there too', () => {
  const out = captured();
  const log = createLog({ service: 'x', level: 'warn', stream: out.stream }).child({ queue: 'q' });
  log.debug('no');
  log.info('no');
  log.child({ jobId: 'j' }).warn('yes', { queue: 'own' });
  expect(out.text().trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(out.text())).toMatchObject({ event: 'yes', queue: 'own', jobId: 'j' });
});

test('when the format is pretty, then a person can read it', () => {
  const out = captured();
  const log = createLog({ service: 'api', format: 'pretty', stream: out.stream });
  log.warn('redis is away', { attempt: 3, reason: 'two words', error: new Error('lost') });
  expect(out.text()).toMatch(
    /^\d\d:\d\d:\d\d .*warn .*api: redis is away attempt=3 reason="two words"\n {2}Error: lost\n/,
  );
});
