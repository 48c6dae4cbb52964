import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import { findStudent } from '../../api/find.ts';
import { argument, defineCommand, option, type Result } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { BulkResult, ReviewAction } from './review-model.ts';

const id = argument('<id>', "the item's id, from `hadir review list`", text);
const ids = argument('<id...>', 'ids of items, from `hadir review list`', z.array(text).min(1).max(100));
const student = argument('<number>', "the student's number", text);
const reason = option('--reason <text>', 'why; name no other person', text);

export const reviewAssign = defineCommand({
  name: 'assign',
  summary: 'Say which student it is: each presentation is corrected, and the student is marked.',
  details: 'The student must be on the roster. Take it back with `hadir review undo`.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 20210001 --reason "seen by me"'],
  input: {
    id,
    number: student,
    addTemplate: option('--add-template', 'add the face to their templates, if the site allows it', flag),
    reason,
  },
  async run({ id: item, number, addTemplate, reason: why }, { api }) {
    const { id: studentId } = await findStudent(api, number);
    return act(api, item, 'assign', { studentId, addTemplate, reason: why });
  },
});

export const reviewNotThisPerson = defineCommand({
  name: 'not-this-person',
  summary: 'Say that it is not the student it is most like.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --reason "a visitor"'],
  input: { id, student: option('--student <number>', 'whom it is not', text.optional()), reason },
  async run({ id: item, student: number, reason: why }, { api }) {
    const studentId = number === undefined ? undefined : (await findStudent(api, number)).id;
    return act(api, item, 'not-this-person', { studentId, reason: why });
  },
});

export const reviewEnrol = defineCommand({
  name: 'enrol',
  summary: 'Take the face as an enrolment photo of a student, and mark them.',
  details:
    'Needs consent and a crop that is kept. The photo passes the gate as any other. Undoing removes it with its templates.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 20210001 --reason "came without an enrolment"'],
  input: {
    id,
    number: student,
    noMark: option('--no-mark', 'enrol, and leave the attendance as it is', flag),
    allowLookAlike: option('--allow-look-alike', 'take a face that is like another student', flag),
    reason,
  },
  async run({ id: item, number, noMark, allowLookAlike, reason: why }, { api }) {
    const { id: studentId } = await findStudent(api, number);
    return act(api, item, 'enrol', { studentId, mark: !noMark, allowLookAlike, reason: why });
  },
});

export const reviewIgnore = defineCommand({
  name: 'ignore',
  summary: 'Ignore items: visitors, posters, the lecturer.',
  details: 'Later presentations of the session whose faces are alike are ignored, too.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --reason "a guest lecturer"'],
  input: { ids, reason },
  async run({ ids: items, reason: why }, { api }) {
    const body = { ids: items, action: 'ignore', reason: why };
    const result = await api.send({ method: 'POST', path: '/v1/reviews/actions', body }, BulkResult);
    const lines = result.items.map(({ id: item, action, error }) =>
      action ? `✓ ${item}  undo: ${action.id}` : `✗ ${item}  ${error?.message}`,
    );
    return { ok: result.items.every(({ error }) => !error), json: result, text: lines.join('\n') };
  },
});

export const reviewUndo = defineCommand({
  name: 'undo',
  summary:
    'Undo what was done about an item: marks, corrections and enrolment go back, and it is open again.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { action: argument('<action>', "the action's id, from `hadir review show`", text) },
  async run({ action }, { api }) {
    const path = `/v1/reviews/actions/${encodeURIComponent(action)}/undo`;
    const undone = await api.send({ method: 'POST', path }, ReviewAction);
    return { json: undone, text: `Undone: ${undone.action}. The item ${undone.itemId} is open again.` };
  },
});

async function act(api: ApiClient, item: string, action: string, body: object): Promise<Result> {
  const path = `/v1/reviews/${encodeURIComponent(item)}/${action}`;
  const done = await api.send({ method: 'POST', path, body }, ReviewAction);
  const enrolled = done.enrolmentId ? `\nEnrolment ${done.enrolmentId} waits for a matcher.` : '';
  return { json: done, text: `Done. Undo it with: hadir review undo ${done.id}${enrolled}` };
}
