import { expect, test } from 'vitest';
import { sessionTimes } from './session-times.ts';

const rule = { timeZone: 'Asia/Jakarta', starts: undefined, ends: undefined };
const at = (...times: string[]): Date[] => times.map((time) => new Date(`2024-03-04T${time}+07:00`));
const held = (...given: Parameters<typeof sessionTimes>): string[] | undefined => {
  const times = sessionTimes(...given);
  return times && [times.startsAt.toISOString(), times.endsAt.toISOString()];
};

test.each([
  ['nobody came', '2024-03-04', [], {}, ['01:00', '02:40']],
  ['somebody came', '2024-03-04', at('07:58:30', '08:20:00'), {}, ['00:55', '02:35']],
  ['the last came late', '2024-03-04', at('09:00:00', '11:02:01'), {}, ['02:00', '04:05']],
  ['a timestamp is of another day', '2024-03-04', [new Date('2024-03-09T03:00:00Z')], {}, ['01:00', '02:40']],
  ['the date has a time', '2024-03-04 13:30:00', at('13:45:00'), {}, ['06:30', '08:10']],
  [
    'times are told',
    '2024-03-04 13:30:00',
    at('07:00:00'),
    { starts: '10:00', ends: '12:00' },
    ['03:00', '05:00'],
  ],
  ['a told end lies before the start', '2024-03-04', at('11:00:00'), { ends: '10:00' }, ['04:00', '05:40']],
])('when %s, then the session is held at these times', (_what, date, attended, told, [start, end]) => {
  expect(held(date, attended, { ...rule, ...told })).toEqual([
    `2024-03-04T${start}:00.000Z`,
    `2024-03-04T${end}:00.000Z`,
  ]);
});

test('when the date cannot be read, then there is no session', () => {
  expect(sessionTimes('last week', [], rule)).toBeUndefined();
});
