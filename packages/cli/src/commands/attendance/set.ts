import { z } from 'zod';
import { findStudent } from '../../api/find.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { oneOf, text } from '../../command/fields.ts';
import { table } from '../../output/table.ts';

const STATUSES = ['present', 'late', 'absent', 'excused'] as const;
const Changed = z.object({
  items: z.array(
    z.looseObject({ studentId: z.string(), status: z.string(), changeId: z.string().nullable() }),
  ),
});

export const attendanceSet = defineCommand({
  name: 'set',
  summary: 'Set the status of one or several students by hand: all of them, or none.',
  details:
    'No camera changes it afterwards. Who did it and why stays with the record. Take it back with `hadir attendance undo`.',
  examples: [
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 present 20210001 --reason "the camera was covered"',
    '0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 excused 1001 1002 --reason "faculty event"',
  ],
  input: {
    session: argument('<session>', "the session's id, from `hadir session list`", text),
    status: argument('<status>', STATUSES.join(', '), oneOf(STATUSES)),
    numbers: argument('<number...>', 'numbers of the students', z.array(text).min(1).max(200)),
    reason: option('--reason <text>', 'why; name no other person', text),
  },
  async run({ session, status, numbers, reason }, { api, screen }) {
    const students = await Promise.all(numbers.map((number) => findStudent(api, number)));
    const items = students.map(({ id }) => ({ studentId: id, status }));
    const path = `/v1/sessions/${encodeURIComponent(session)}/attendance`;
    const changed = await api.send({ method: 'POST', path, body: { items, reason } }, Changed);
    const rows = changed.items.map((item, at) => ({ ...item, number: numbers[at] ?? '' }));
    const shown = table(
      rows,
      [
        { title: 'student', value: ({ number }) => number },
        { title: 'status', value: (row) => row.status },
        { title: 'change, to undo', value: ({ changeId }) => changeId ?? 'was so already' },
      ],
      screen.width,
    );
    return { json: changed, text: shown };
  },
});
