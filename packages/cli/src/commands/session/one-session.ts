import { ClassSession } from '../../api/models.ts';
import type { Context } from '../../command/context.ts';
import { argument } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';

export const idArgument = argument('<id>', "the session's id, from `hadir session list`", text);

/** Sends one change of one session. */
export function changeSession(
  { api }: Pick<Context, 'api'>,
  id: string,
  change: { readonly verb?: 'move' | 'cancel' | 'restore'; readonly body: object },
): Promise<ClassSession> {
  const one = `/v1/sessions/${encodeURIComponent(id)}`;
  const { verb, body } = change;
  return verb === undefined
    ? api.send({ method: 'PATCH', path: one, body }, ClassSession)
    : api.send({ method: 'POST', path: `${one}/${verb}`, body }, ClassSession);
}

/** `Sun 22 Nov 2026 13:00–14:40` */
export function timesText({ startsAt, endsAt }: ClassSession, { time }: Pick<Context, 'time'>): string {
  return `${time.dateTime(startsAt)}–${time.hourMinute(endsAt)}`;
}
