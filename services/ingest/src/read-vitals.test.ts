import { expect, test } from 'vitest';
import { readCounters, readVitals } from './read-vitals.ts';

const told = 'captured=12;gated=7;broken=0;dropped=1;accepted=4;retried=2;cameras=1;links=1';

test('when a device counts, then each of its counters is read, and what is newer than this is passed over', () => {
  const counters = {
    captured: 12,
    gated: 7,
    broken: 0,
    dropped: 1,
    accepted: 4,
    retried: 2,
    cameras: 1,
    links: 1,
  };
  expect(readCounters(told)).toEqual(counters);
  expect(readCounters(`${told};naps=3`)).toEqual(counters);
  expect(readCounters(told.split(';').toReversed().join(';'))).toEqual(counters);
});

test.each([
  ['nothing', undefined],
  ['no text', ''],
  ['one that is missing', told.replace(';links=1', '')],
  ['one twice', `${told};links=2`],
  ['a number with a sign', told.replace('links=1', 'links=-1')],
  ['a number with a leading zero', told.replace('links=1', 'links=01')],
  ['more than 32 bits', told.replace('captured=12', 'captured=4294967296')],
  ['a space', told.replace(';', '; ')],
  ['an end that hangs', `${told};`],
  ['a name of prototypes', `${told};__proto__=1`],
  ['very many', `${told};${Array.from({ length: 40 }, (_, at) => `x${'a'.repeat(at % 9)}=1`).join(';')}`],
  ['the header twice', [told, told]],
])('when counters are %s, then they are not believed', (_what, header) => {
  expect(readCounters(header)).toBeNull();
});

test('when an update failed, then its version and where it failed are read', () => {
  const vitals = readVitals({ 'x-update': '1.3.0 signature', 'x-settings': '0', 'x-stack-min': '1520' }, 5);
  expect(vitals).toMatchObject({
    lastSeenMs: 5,
    update: { version: '1.3.0', failure: 'signature' },
    settingsVersion: '0',
    stackMinBytes: 1520,
  });
});

test.each(['1.3.0', '1.3.0 luck', '1.3.0 write now', `${'1'.repeat(16)} write`, ' write', '1.3.0  write'])(
  'when the failed update reads "%s", then it is nothing',
  (text) => {
    expect(readVitals({ 'x-update': text, 'x-settings': 'CAFEBABE' }, 5)).toMatchObject({
      update: null,
      settingsVersion: null,
      counters: null,
    });
  },
);

test.each([
  ['4294967295', 4_294_967_295],
  ['-71', -71],
  ['4294967296', null],
  ['-2147483649', null],
  ['12345678901', null],
  ['1e3', null],
  ['', null],
])('when a number reads "%s", then it is %j, up to 32 bits', (text, number) => {
  expect(readVitals({ 'x-dropped': text }, 5).droppedFrames).toBe(number);
});
