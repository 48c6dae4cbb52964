import { z } from 'zod';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

const ClosedSession = z.looseObject({
  sessionId: z.string(),
  closedAt: z.string().nullable(),
  written: z.number(),
  counts: z.looseObject({ present: z.number(), late: z.number(), absent: z.number(), excused: z.number() }),
});

export const sessionClose = defineCommand({
  name: 'close',
  summary: 'Close a session: write who was absent, and judge who left early.',
  details: 'It happens by itself some minutes after the end. Faces that come later still mark.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { id: argument('<id>', "the session's id, from `hadir session list`", text) },
  async run({ id }, { api }) {
    const path = `/v1/sessions/${encodeURIComponent(id)}/close`;
    const closed = await api.send({ method: 'POST', path }, ClosedSession);
    const { present, late, absent, excused } = closed.counts;
    const counts = `${present} present, ${late} late, ${absent} absent, ${excused} excused`;
    return { json: closed, text: `Closed: ${counts}. ${closed.written} were written by the closing.` };
  },
});
