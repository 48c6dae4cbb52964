import { describe, expect, test } from 'vitest';
import { BENCHES, parseBenchOptions } from './bench-options.ts';

describe('the options of npm run bench', () => {
  test('when none is given, then everything is measured in full, for people to read', () => {
    expect(parseBenchOptions([])).toEqual({
      help: false,
      json: false,
      quick: false,
      benches: BENCHES,
      soakMinutes: 0,
    });
  });

  test('when benches are named, then these are measured in that order', () => {
    const args = ['--json', '--quick', '--only', 'latency', '--only=ingest', '--soak-minutes', '10'];
    const benches = ['latency', 'ingest'];
    expect(parseBenchOptions(args)).toEqual({
      help: false,
      json: true,
      quick: true,
      benches,
      soakMinutes: 10,
    });
  });

  test.each([
    [
      ['--only', 'speed'],
      /--only must be ingest, search, pipeline, latency, gallery, matcher, reports, not 'speed'/,
    ],
    [['--only'], /--only/],
    [['--fast'], /--fast/],
    [['--soak-minutes', 'long'], /--soak-minutes must be a whole number/],
    [['search'], /'search'/],
  ])('when they read %s, then the error says what is wrong', (args, message) => {
    expect(() => parseBenchOptions(args)).toThrow(message);
  });
});
