import { afterEach, expect, test } from 'vitest';
import {
  type Reply,
  SLACK_TOKEN,
  startSlack,
  startTelegram,
  TELEGRAM_TOKEN,
  telegramRefusal,
} from '../../testing/outlet-servers.ts';
import { everywhere, ODD, parcel } from '../../testing/parcel.ts';
import { createOutlets } from './create-outlets.ts';
import { openSlackBot } from './slack-bot.ts';
import { openSlackWebhook } from './slack-webhook.ts';
import { openTelegram } from './telegram.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function kept<Server extends { close(): Promise<unknown> }>(
  starting: Promise<Server>,
): Promise<Server> {
  const server = await starting;
  closers.push(() => server.close());
  return server;
}

const chat = { token: TELEGRAM_TOKEN, chatId: '-100200300' };

test('when a name is full of marks, then Telegram takes it, and shows it as it is', async () => {
  const telegram = await kept(startTelegram());
  const send = openTelegram(createOutlets({ telegramUrl: telegram.url }), chat);
  expect(await send(parcel)).toEqual({ kind: 'sent', remoteRef: '1', note: null });
  const plain = telegram.messages.get(1)?.replaceAll(/\\(.)/g, '$1');
  expect(plain).toBe(`*${ODD}: late*\n${ODD}\nSecond`);
});

test('when a message was sent before, then Telegram changes it; the same again is no fault, and a lost one is sent anew', async () => {
  const telegram = await kept(startTelegram());
  const send = openTelegram(createOutlets({ telegramUrl: `${telegram.url}/` }), chat);
  await send(parcel);
  const changed = { ...parcel, message: { title: 'Changed', lines: [] }, remoteRef: '1' };
  expect(await send(changed)).toMatchObject({ kind: 'sent', remoteRef: '1' });
  expect(await send(changed)).toMatchObject({ kind: 'sent', remoteRef: '1' });
  expect([...telegram.messages.values()]).toEqual(['*Changed*']);
  expect(await send({ ...changed, remoteRef: '77' })).toMatchObject({ kind: 'sent', remoteRef: '2' });
});

test.each([
  [
    telegramRefusal([429, 'Too Many Requests: retry after 7'], { retry_after: 7 }),
    { kind: 'later', retryAfterMs: 7000 },
  ],
  [
    telegramRefusal([403, 'Forbidden: bot was blocked by the user']),
    { kind: 'never', error: '403 Forbidden: bot was blocked by the user' },
  ],
  [
    telegramRefusal([400, 'Bad Request: group chat was upgraded to a supergroup chat'], {
      migrate_to_chat_id: -1001,
    }),
    { kind: 'never' },
  ],
  [telegramRefusal([500, 'Internal Server Error']), { kind: 'later' }],
  [
    { status: 502, body: '<html>Bad Gateway</html>' },
    { kind: 'later', error: 'status-502' },
  ],
  [
    { status: 404, body: '<html>nginx</html>' },
    { kind: 'never', error: 'status-404' },
  ],
])('when Telegram answers %j, then that is known', async (reply: Reply, outcome) => {
  const telegram = await kept(startTelegram({ fault: () => reply }));
  const send = openTelegram(createOutlets({ telegramUrl: telegram.url }), chat);
  expect(await send(parcel)).toMatchObject(outcome);
  expect(await send({ ...parcel, remoteRef: '1' })).toMatchObject(outcome);
});

test('when the token or the chat is wrong, then it is for people to mend', async () => {
  const telegram = await kept(startTelegram());
  const outlets = createOutlets({ telegramUrl: telegram.url });
  expect(await openTelegram(outlets, { ...chat, token: '1:wrong' })(parcel)).toEqual({
    kind: 'never',
    error: '401 Unauthorized',
  });
  expect(await openTelegram(outlets, { ...chat, chatId: '-1' })(parcel)).toEqual({
    kind: 'never',
    error: '400 Bad Request: chat not found',
  });
});

test('when a name is full of marks, then Slack is given plain text', async () => {
  const slack = await kept(startSlack());
  const send = openSlackWebhook(createOutlets(everywhere), { url: slack.webhookUrl });
  expect(await send(parcel)).toMatchObject({ kind: 'sent' });
  const [body] = slack.messages.values();
  expect(body.text).toContain('&lt;!channel&gt;');
  expect(body.text).not.toContain('<');
  expect(body.blocks).toMatchObject([
    { type: 'header', text: { type: 'plain_text', text: `${ODD}: late` } },
    { type: 'section', text: { type: 'plain_text', text: `${ODD}\nSecond`, emoji: false } },
  ]);
});

test.each([
  [
    { status: 404, body: 'no_service' },
    { kind: 'never', error: '404 no_service' },
  ],
  [
    { status: 403, body: 'action_prohibited' },
    { kind: 'never', error: '403 action_prohibited' },
  ],
  [
    { status: 410, body: 'channel_is_archived' },
    { kind: 'never', error: '410 channel_is_archived' },
  ],
  [
    { status: 500, body: 'rollup_error' },
    { kind: 'later', error: '500 rollup_error' },
  ],
  [
    { status: 429, headers: { 'retry-after': '30' }, body: '' },
    { kind: 'later', retryAfterMs: 30_000 },
  ],
  [
    { status: 302, headers: { location: 'http://169.254.169.254/' } },
    { kind: 'never', error: 'status-302' },
  ],
])('when Slack’s webhook answers %j, then that is known', async (reply: Reply, outcome) => {
  const slack = await kept(startSlack({ fault: () => reply }));
  const send = openSlackWebhook(createOutlets(everywhere), { url: slack.webhookUrl });
  expect(await send(parcel)).toMatchObject(outcome);
  expect(slack.received).toHaveLength(1);
});

test('when a bot has posted, then it changes its message by the channel’s id; a removed one is posted anew', async () => {
  const slack = await kept(startSlack());
  const send = openSlackBot(createOutlets({ slackUrl: slack.url }), {
    token: SLACK_TOKEN,
    channel: '#staff',
  });
  const posted = await send(parcel);
  expect(posted).toEqual({ kind: 'sent', remoteRef: 'C024BE91L 1503435956.0', note: null });
  const again = { ...parcel, remoteRef: 'C024BE91L 1503435956.0' };
  expect(await send(again)).toEqual(posted);
  slack.messages.clear();
  expect(await send(again)).toMatchObject({ kind: 'sent' });
  expect(slack.received.map(({ path }) => path)).toEqual([
    '/chat.postMessage',
    '/chat.update',
    '/chat.update',
    '/chat.postMessage',
  ]);
});

test.each([
  [
    { status: 200, body: { ok: false, error: 'channel_not_found' } },
    { kind: 'never', error: 'channel_not_found' },
  ],
  [
    { status: 200, body: { ok: false, error: 'token_revoked' } },
    { kind: 'never', error: 'token_revoked' },
  ],
  [
    { status: 200, body: { ok: false, error: 'internal_error' } },
    { kind: 'later', error: 'internal_error' },
  ],
  [
    { status: 429, headers: { 'retry-after': '3' }, body: { ok: false, error: 'ratelimited' } },
    { kind: 'later', retryAfterMs: 3000 },
  ],
  [
    { status: 503, body: '' },
    { kind: 'later', error: 'status-503' },
  ],
])('when Slack answers a bot %j, then that is known', async (reply: Reply, outcome) => {
  const slack = await kept(startSlack({ fault: () => reply }));
  const send = openSlackBot(createOutlets({ slackUrl: slack.url }), {
    token: SLACK_TOKEN,
    channel: '#staff',
  });
  expect(await send(parcel)).toMatchObject(outcome);
});
