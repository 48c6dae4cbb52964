import { findRoom } from '../../api/find.ts';
import { PlacedSeries } from '../../api/timetable-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { day, text } from '../../command/fields.ts';
import { placedText } from './placed-text.ts';
import { clock, patternOptions, weekdays } from './series-fields.ts';

export const seriesChange = defineCommand({
  name: 'change',
  summary: 'Change what has not begun of a series, or a day and what follows.',
  details:
    '--following makes the rest a series of its own. Sessions that were moved by themselves or cancelled by hand stay as they are. --except replaces the exceptions there are.',
  examples: [
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --start 10:00 --end 11:40',
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --following 2026-10-12 --room B-2',
  ],
  input: {
    id: argument('<id>', "the series' id, from `hadir series list`", text),
    following: option('--following <day>', 'only from this day on', day.optional()),
    room: option('--room <name>', 'another room', text.optional()),
    on: option('--on <days>', 'days of the week: mon,thu', weekdays.optional()),
    start: option('--start <time>', 'when it starts: 09:00', clock.optional()),
    end: option('--end <time>', 'when it ends: 10:40', clock.optional()),
    ...patternOptions,
  },
  async run({ id, following, room, on, start, end, from, to, every, except, ...rest }, { api }) {
    const { scope, allowOverlap, includePast } = rest;
    const body = {
      followingFrom: following,
      roomId: room === undefined ? undefined : (await findRoom(api, room)).id,
      weekdays: on,
      startsLocal: start,
      endsLocal: end,
      fromOn: from,
      toOn: to,
      everyWeeks: every,
      exceptOn: except,
      scope,
      allowOverlap: allowOverlap || undefined,
      includePast: includePast || undefined,
    };
    const path = `/v1/series/${encodeURIComponent(id)}`;
    const changed = await api.send({ method: 'PATCH', path, body }, PlacedSeries);
    const isNew = changed.series.id !== id;
    const split = isNew ? `What follows is series ${changed.series.id}. ` : '';
    return { json: changed, text: `${split}${placedText(changed.sessions)}` };
  },
});
