import { findRoom } from '../../api/find.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, oneOf, text, wholeNumber } from '../../command/fields.ts';
import { changeSession, idArgument, timesText } from './one-session.ts';

const minutes = wholeNumber(0, 1440).optional();

export const sessionChange = defineCommand({
  name: 'change',
  summary: 'Change the times, room or rule of a session.',
  details:
    'A rule given here is the session’s own, and no change of its course’s rule changes it; --course-rule takes it back.',
  examples: [
    "0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --end '2026-11-22 15:00'",
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --late-after 5 --closes-after 30',
  ],
  input: {
    id: idArgument,
    start: option('--start <time>', 'when it starts', text.optional()),
    end: option('--end <time>', 'when it ends', text.optional()),
    room: option('--room <name>', 'another room', text.optional()),
    opensBefore: option('--opens-before <minutes>', 'faces count from so long before', minutes),
    lateAfter: option('--late-after <minutes>', 'seen later than this is late', minutes),
    closesAfter: option('--closes-after <minutes>', 'nobody is marked later than this', minutes),
    earlyLeave: option(
      '--early-leave <minutes>',
      'last seen so long before the end is leaving early',
      minutes,
    ),
    sightings: option('--sightings <n>', 'sightings that a mark takes', wholeNumber(1, 1000).optional()),
    courseRule: option('--course-rule', 'the rule of its course again', flag),
    scope: option('--scope <scope>', 'who is known', oneOf(['roster', 'campus']).optional()),
    allowOverlap: option('--allow-overlap', 'although the room is taken', flag),
  },
  async run({ id, start, end, room, courseRule, allowOverlap, ...given }, context) {
    const { api, time } = context;
    const body = {
      startsAt: start === undefined ? undefined : time.parse(start).toISOString(),
      endsAt: end === undefined ? undefined : time.parse(end).toISOString(),
      roomId: room === undefined ? undefined : (await findRoom(api, room)).id,
      opensBeforeMinutes: given.opensBefore,
      lateAfterMinutes: given.lateAfter,
      closesAfterMinutes: given.closesAfter,
      earlyLeaveMinutes: given.earlyLeave,
      requiredSightings: given.sightings,
      scope: given.scope,
      ownRule: courseRule ? false : undefined,
      allowOverlap: allowOverlap || undefined,
    };
    const session = await changeSession(context, id, { body });
    return { json: session, text: `Changed: ${timesText(session, context)}.` };
  },
});
