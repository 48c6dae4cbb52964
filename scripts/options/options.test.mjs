import { describe, expect, test } from 'vitest';
import { STATE_DIR } from '../setup/paths.mjs';
import { parseCheckOptions } from './check-options.mjs';
import { parseStartOptions } from './start-options.mjs';

describe('the options of npm start', () => {
  test('when none is given, then the demo runs with one matcher in the clone', () => {
    expect(parseStartOptions([])).toEqual({
      help: false,
      demo: true,
      matchers: 1,
      dataDir: STATE_DIR,
      portBase: 3000,
    });
  });

  test('when all are given, then all are read', () => {
    const args = ['--no-demo', '--matchers', '3', '--data', '/srv/hadir', '--port-base=4000'];
    expect(parseStartOptions(args)).toEqual({
      help: false,
      demo: false,
      matchers: 3,
      dataDir: '/srv/hadir',
      portBase: 4000,
    });
  });

  test.each([
    [['--matcher', '2'], /--matcher/],
    [['demo'], /'demo'/],
    [['--matchers', '0'], /--matchers must be a whole number from 1 to 16, not '0'/],
    [['--matchers', 'two'], /--matchers must be .* not 'two'/],
    [['--port-base', '80'], /--port-base must be a whole number from 1024/],
    [['--data'], /--data/],
  ])('when they read %s, then the error says what is wrong', (args, message) => {
    expect(() => parseStartOptions(args)).toThrow(message);
  });

  test('when help is asked for, then nothing else matters', () => {
    expect(parseStartOptions(['--help']).help).toBe(true);
  });
});

describe('the options of the demo check', () => {
  test('when a folder of faces is given, then its path is absolute', () => {
    expect(parseCheckOptions(['--json', '--faces', '/photos/../faces'])).toEqual({
      help: false,
      json: true,
      facesDir: '/faces',
    });
  });

  test('when an option is unknown, then it is named', () => {
    expect(() => parseCheckOptions(['--jsn'])).toThrow(/--jsn/);
  });
});
