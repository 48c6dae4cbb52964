import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Received = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly body: ReturnType<typeof JSON.parse>;
  readonly at: number;
};
export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** Answers each request as `reply` says, and keeps them all. A reply that never comes keeps the caller waiting. */
export async function startReceiver(reply: (request: Received) => Reply | Promise<Reply>) {
  const received: Received[] = [];
  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const body = await text(req);
    const headers = req.headers as Record<string, string>;
    const request = { path: req.url ?? '', headers, text: body, body: parsed(body), at: Date.now() };
    received.push(request);
    const { status, headers: more = {}, body: answer = '' } = await reply(request);
    const isText = typeof answer === 'string';
    res.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...more });
    res.end(isText ? answer : JSON.stringify(answer));
  };
  const server = createServer((req, res) => {
    handle(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, received, close };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

export const TELEGRAM_TOKEN = '123456:AAEhBOweik6ad9r-tests';
type Fault = () => Reply | undefined;

/** Telegram's bot API as far as it is documented: what it takes, and how it refuses. */
export async function startTelegram({ fault = () => undefined }: { readonly fault?: Fault } = {}) {
  const messages = new Map<number, string>();
  const server = await startReceiver(({ path, body }) => {
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? [];
    if (token !== TELEGRAM_TOKEN) return telegramRefusal([401, 'Unauthorized']);
    const wrong = fault();
    if (wrong) return wrong;
    return method === 'editMessageText' ? editReply(body, messages) : postReply(body, messages);
  });
  return { ...server, messages };
}

type TelegramRefusal = readonly [code: number, description: string];

export function telegramRefusal([code, description]: TelegramRefusal, parameters?: object): Reply {
  return {
    status: code,
    body: { ok: false, error_code: code, description, ...(parameters && { parameters }) },
  };
}

function postReply(body: Received['body'], messages: Map<number, string>): Reply {
  const refusal = wrongText(body);
  return refusal ? telegramRefusal(refusal) : written(messages.size + 1, body, messages);
}

function editReply(body: Received['body'], messages: Map<number, string>): Reply {
  const refusal = wrongText(body) ?? wrongEdit(messages.get(body.message_id), body.text);
  return refusal ? telegramRefusal(refusal) : written(body.message_id, body, messages);
}

function written(id: number, { text: source }: Received['body'], messages: Map<number, string>): Reply {
  messages.set(id, source);
  return { status: 200, body: { ok: true, result: { message_id: id, chat: { id: -100200300 } } } };
}

function wrongText(body: Received['body']): TelegramRefusal | undefined {
  if (body.chat_id !== '-100200300') return [400, 'Bad Request: chat not found'];
  if (body.text.length > 4096) return [400, 'Bad Request: message is too long'];
  if (isMarkdown(body.text)) return undefined;
  return [400, "Bad Request: can't parse entities: Character is reserved and must be escaped"];
}

function wrongEdit(before: string | undefined, after: string): TelegramRefusal | undefined {
  if (before === undefined) return [400, 'Bad Request: message to edit not found'];
  return before === after
    ? [400, 'Bad Request: message is not modified: specified new message content is the same']
    : undefined;
}

/** Nothing reserved stands unescaped, but for the stars around the title. */
function isMarkdown(source: string): boolean {
  const plain = source.replaceAll(/\\[^\n]/g, '').replace(/^\*[^*]*\*/, '');
  return !/[_*[\]()~`>#+\-=|{}.!]/.test(plain);
}

export const SLACK_TOKEN = 'xoxb-1-tests-token';

/** Slack's web API and an incoming webhook at /services/T/B/X. */
export async function startSlack({ fault = () => undefined }: { readonly fault?: Fault } = {}) {
  const messages = new Map<string, Received['body']>();
  const server = await startReceiver((request) => {
    const wrong = fault();
    if (wrong) return wrong;
    return request.path.startsWith('/services/')
      ? webhookReply(request, messages)
      : methodReply(request, messages);
  });
  return { ...server, messages, webhookUrl: `${server.url}/services/T/B/X` };
}

function webhookReply({ path, body }: Received, messages: Map<string, unknown>): Reply {
  if (path !== '/services/T/B/X') return { status: 404, body: 'no_service' };
  if (typeof body?.text !== 'string') return { status: 400, body: 'invalid_payload' };
  messages.set(String(messages.size), body);
  return { status: 200, body: 'ok' };
}

function methodReply({ path, body, headers }: Received, messages: Map<string, unknown>): Reply {
  const no = (error: string): Reply => ({ status: 200, body: { ok: false, error } });
  if (headers.authorization !== `Bearer ${SLACK_TOKEN}`) return no('invalid_auth');
  if (body.channel !== '#staff' && body.channel !== 'C024BE91L') return no('channel_not_found');
  const isUpdate = path.endsWith('chat.update');
  const ts = isUpdate ? body.ts : `1503435956.${messages.size}`;
  if (isUpdate && !messages.has(ts)) return no('message_not_found');
  messages.set(ts, body);
  return { status: 200, body: { ok: true, channel: 'C024BE91L', ts, message: {} } };
}
