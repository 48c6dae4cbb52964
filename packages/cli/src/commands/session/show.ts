import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { attendanceText } from './attendance-text.ts';
import { readAttendance } from './read-attendance.ts';
import { sessionNames } from './session-names.ts';
import { watchAttendance } from './watch.ts';

export const sessionShow = defineCommand({
  name: 'show',
  summary: 'Show the roster of a session and who has been seen.',
  details:
    '--watch keeps it up to date until Ctrl-C: redrawn on a terminal, a line for each change elsewhere. With --json it prints the last state when it ends.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10', '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --watch'],
  input: {
    id: argument('<id>', "the session's id, from `hadir session list`", text),
    watch: option('--watch', 'keep showing changes until Ctrl-C', flag),
  },
  async run({ id, watch }, context) {
    const first = await readAttendance(context.api, id);
    const names = await sessionNames(context.api, [first.session]);
    const attendance = watch ? await watchAttendance(first, names, context) : first;
    // On a terminal the last picture stands already.
    const isShown = watch && context.screen.interactive;
    return { json: attendance, text: isShown ? '' : attendanceText(attendance, names, context) };
  },
});
