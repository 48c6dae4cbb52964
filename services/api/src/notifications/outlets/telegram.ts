import { z } from 'zod';
import type { Message } from '../messages/render-message.ts';
import { callApi, isAttempt } from './exchange-json.ts';
import { type Attempt, later, never, type Outlet, type Outlets, type Parcel, sent } from './outlet.ts';

type Bot = { readonly token: string; readonly chatId: string };

/** https://core.telegram.org/bots/api#making-requests */
const Answer = z.object({
  ok: z.boolean(),
  /** A message; `true` for one that was sent through an inline query. */
  result: z.unknown().optional(),
  error_code: z.int().optional(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});
type Answer = z.infer<typeof Answer>;

/** The message of before is gone, or too old to be changed: a new one is sent. */
const CANNOT_EDIT = /message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i;
const NOT_MODIFIED = /message is not modified/i;

export function openTelegram({ fetchSet, telegramUrl }: Outlets, { token, chatId }: Bot): Outlet {
  const call = ({ message, signal }: Parcel, method: string, more: object = {}) => {
    const text = telegramText(message);
    const quiet = { parse_mode: 'MarkdownV2', link_preview_options: { is_disabled: true } };
    const body = JSON.stringify({ chat_id: chatId, text, ...quiet, ...more });
    const url = `${telegramUrl}/bot${token}/${method}`;
    return callApi({ fetch: fetchSet, url, body, signal }, Answer);
  };
  const post = async (parcel: Parcel): Promise<Attempt> => {
    const posted = await call(parcel, 'sendMessage');
    if (isAttempt(posted)) return posted;
    return posted.answer.ok ? sent(messageIdOf(posted.answer)) : refusalOf(posted);
  };
  const edit = async (parcel: Parcel, ref: string): Promise<Attempt> => {
    const edited = await call(parcel, 'editMessageText', { message_id: Number(ref) });
    if (isAttempt(edited)) return edited;
    const { ok, description = '' } = edited.answer;
    if (ok || NOT_MODIFIED.test(description)) return sent(ref);
    return CANNOT_EDIT.test(description) ? post(parcel) : refusalOf(edited);
  };
  return (parcel) => (parcel.remoteRef === null ? post(parcel) : edit(parcel, parcel.remoteRef));
}

function messageIdOf({ result }: Answer): string | null {
  const parsed = z.object({ message_id: z.int() }).safeParse(result);
  return parsed.success ? String(parsed.data.message_id) : null;
}

function refusalOf({ status, answer }: { readonly status: number; readonly answer: Answer }): Attempt {
  const code = answer.error_code ?? status;
  // Descriptions are Telegram's own words; a chat's new id is none of ours to tell.
  const error = `${code} ${(answer.description ?? '').replaceAll(/-?\d{5,}/g, '…')}`.trim();
  return code >= 500 ? later(error) : never(error);
}

/** https://core.telegram.org/bots/api#markdownv2-style: every one of these characters is escaped, wherever it stands. */
function escapeMarkdown(text: string): string {
  return text.replaceAll(/[_*[\]()~`>#+\-=|{}.!\\]/g, '\\$&');
}

function telegramText({ title, lines }: Message): string {
  return [`*${escapeMarkdown(title)}*`, ...lines.map(escapeMarkdown)].join('\n');
}
