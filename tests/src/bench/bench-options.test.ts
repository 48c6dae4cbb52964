import { describe, expect, test } from 'vitest';
import { BENCHES, parseBenchOptions } from './bench-options.ts';

describe('the options of npm run bench', () => {
  test('when none is given, then everything is measured in full, for people to read', () => {
    expect(parseBenchOptions([])).toEqual({ help: false, json: false, quick: false, benches: BENCHES });
  });

  test('when benches are named, then these are measured in that order', () => {
    const options = parseBenchOptions(['--json', '--quick', '--only', 'latency', '--only=ingest']);
    expect(options).toEqual({ help: false, json: true, quick: true, benches: ['latency', 'ingest'] });
  });

  test.each([
    [['--only', 'speed'], /--only must be ingest, search, pipeline, latency, not 'speed'/],
    [['--only'], /--only/],
    [['--fast'], /--fast/],
    [['search'], /'search'/],
  ])('when they read %s, then the error says what is wrong', (args, message) => {
    expect(() => parseBenchOptions(args)).toThrow(message);
  });
});
