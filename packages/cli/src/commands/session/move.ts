import { findRoom } from '../../api/find.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, text, wholeNumber } from '../../command/fields.ts';
import { changeSession, idArgument, timesText } from './one-session.ts';

const MINUTE_MS = 60_000;

export const sessionMove = defineCommand({
  name: 'move',
  summary: 'Move a session to another time, and another room when told.',
  details: 'It keeps its length unless told. Moved back to its first start, it was never moved.',
  examples: [
    "0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --start '2026-11-24 13:00'",
    "0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --start '2026-11-24 13:00' --room B-2",
  ],
  input: {
    id: idArgument,
    start: option('--start <time>', "'2026-11-24 13:00' or 2026-11-24T13:00+07:00", text),
    minutes: option('--minutes <n>', 'how long it lasts then', wholeNumber(1, 1440).optional()),
    room: option('--room <name>', 'another room', text.optional()),
    allowOverlap: option('--allow-overlap', 'although the room is taken', flag),
  },
  async run({ id, start, minutes, room, allowOverlap }, context) {
    const startsAt = context.time.parse(start);
    const endsAt = minutes === undefined ? undefined : new Date(startsAt.getTime() + minutes * MINUTE_MS);
    const body = {
      startsAt: startsAt.toISOString(),
      endsAt: endsAt?.toISOString(),
      roomId: room === undefined ? undefined : (await findRoom(context.api, room)).id,
      allowOverlap,
    };
    const session = await changeSession(context, id, { verb: 'move', body });
    return { json: session, text: `Moved to ${timesText(session, context)}.` };
  },
});
