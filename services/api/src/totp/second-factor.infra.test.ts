import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, createBrowser } from '../testing/browser.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { addUser, PASSWORD } from '../testing/users.ts';

let api: TestApi;
let made = 0;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const browser = (): Browser => createBrowser(api.ask, { address: `192.0.2.${++made}` });
const codeOf = (secret: string, stepsLater = 0) =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + stepsLater * 30_000 });

async function withSecondFactor() {
  const user = await addUser(api.database);
  const page = browser();
  await page.signIn(user.email, PASSWORD);
  const { body } = await page.post('/v1/session/second-factor', { password: PASSWORD });
  const confirmed = await page.post('/v1/session/second-factor/confirm', { code: codeOf(body.secret, -1) });
  return { user, page, secret: body.secret as string, uri: body.uri as string, confirmed };
}

test('when a second factor is begun, then it counts once its first code confirms it', async () => {
  const user = await addUser(api.database);
  const page = browser();
  await page.signIn(user.email, PASSWORD);
  const begin = (password: string) => page.post('/v1/session/second-factor', { password });
  const confirm = (code: string) => page.post('/v1/session/second-factor/confirm', { code });
  expect((await confirm('123456')).body.error.code).toBe('not-begun');
  expect((await begin('wrong')).body.error.code).toBe('wrong-password');
  const { body } = await begin(PASSWORD);
  expect(body.uri).toMatch(/^otpauth:\/\/totp\/Hadir:user-.*secret=[A-Z2-7]{32}.*period=30/);
  expect((await browser().signIn(user.email, PASSWORD)).status).toBe(200);
  expect((await confirm('000000')).body.error.code).toBe('wrong-code');
  const confirmed = await confirm(codeOf(body.secret));
  expect(confirmed.body.recoveryCodes).toHaveLength(10);
  expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
  expect((await page.get('/v1/session')).body.user.hasSecondFactor).toBe(true);
  expect((await begin(PASSWORD)).body.error.code).toBe('has-second-factor');
  const kept = await api.database.users.find(user.id);
  expect(kept?.totpSealed?.includes(body.secret)).toBe(false);
});

test('when the second factor counts, then the password alone is not enough, and a code counts once', async () => {
  const { user, secret } = await withSecondFactor();
  expect((await browser().signIn(user.email, PASSWORD)).body.error).toMatchObject({
    code: 'code-required',
    field: 'code',
  });
  const code = codeOf(secret);
  expect((await browser().signIn(user.email, 'wrong', code)).body.error.code).toBe('wrong-credentials');
  expect((await browser().signIn(user.email, PASSWORD, code)).status).toBe(200);
  expect((await browser().signIn(user.email, PASSWORD, code)).body.error.code).toBe('wrong-code');
  expect((await browser().signIn(user.email, PASSWORD, codeOf(secret, 1))).status).toBe(200);
  expect((await browser().signIn(user.email, PASSWORD, codeOf(secret, -1))).body.error.code).toBe(
    'wrong-code',
  );
  expect((await browser().signIn(user.email, PASSWORD, codeOf(secret, 3))).body.error.code).toBe(
    'wrong-code',
  );
});

test('when one code comes from two browsers at once, then one is let in', async () => {
  const { user, secret } = await withSecondFactor();
  const code = codeOf(secret);
  const answers = await Promise.all([0, 1].map(() => browser().signIn(user.email, PASSWORD, code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
});

test('when the authenticator is lost, then each recovery code lets in once, typed in whatever way', async () => {
  const { user, confirmed } = await withSecondFactor();
  const [first, second] = confirmed.body.recoveryCodes;
  expect((await browser().signIn(user.email, PASSWORD, first)).status).toBe(200);
  expect((await browser().signIn(user.email, PASSWORD, first)).body.error.code).toBe('wrong-code');
  const typed = second.replaceAll('-', ' ').toLowerCase();
  expect((await browser().signIn(user.email, PASSWORD, typed)).status).toBe(200);
});

test('when it is removed or reset, then the password is enough again', async () => {
  const one = await withSecondFactor();
  const remove = (code: string) =>
    one.page.post('/v1/session/second-factor/remove', { password: PASSWORD, code });
  expect((await remove('000000')).body.error.code).toBe('wrong-code');
  expect((await remove(codeOf(one.secret))).status).toBe(204);
  expect((await browser().signIn(one.user.email, PASSWORD)).status).toBe(200);
  const other = await withSecondFactor();
  const reset = await api.ask('POST', `/v1/users/${other.user.id}/reset-second-factor`);
  expect(reset.body.hasSecondFactor).toBe(false);
  expect((await other.page.get('/v1/session')).status).toBe(401);
  expect((await browser().signIn(other.user.email, PASSWORD)).status).toBe(200);
});
