import { EXPRESSION_NOTICE } from '@hadir/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const read = async () => (await api.ask('GET', '/v1/settings')).body;
const change = async (json: object) =>
  api.ask('PUT', '/v1/settings', { json: { version: (await read()).version, ...json } });

test('when nothing was set, then the defaults keep no unknowns, count no expressions and adapt no gallery', async () => {
  expect(await read()).toMatchObject({
    version: 0,
    keepUnknowns: false,
    livenessMode: 'advisory',
    matchRule: { sift: null, deep: null, fused: null },
    adaptGallery: false,
    expression: { enabled: false, acknowledgedAt: null, by: null },
    changedAt: null,
    changedBy: null,
  });
});

test('when a setting is changed, then the others stay, and the audit log has the old and the new value', async () => {
  const first = await change({ keepUnknowns: true });
  expect(first.status).toBe(200);
  const { body } = await change({ matchRule: { fused: { threshold: 0.6, margin: 0.05 } } });
  expect(body).toMatchObject({
    version: first.body.version + 1,
    keepUnknowns: true,
    matchRule: { sift: null, deep: null, fused: { threshold: 0.6, margin: 0.05 } },
    changedBy: expect.stringMatching(/^api-key:/),
  });
  const audit = await api.ask('GET', '/v1/audit?subjectType=site-settings&subjectId=site&limit=2');
  expect(audit.body.items.map(({ details }: { details: unknown }) => details)).toEqual([
    {
      'matchRule.fused.threshold.before': null,
      'matchRule.fused.threshold.after': 0.6,
      'matchRule.fused.margin.before': null,
      'matchRule.fused.margin.after': 0.05,
    },
    { 'keepUnknowns.before': false, 'keepUnknowns.after': true },
  ]);
  const back = await change({ keepUnknowns: false, matchRule: { fused: null } });
  expect(back.body).toMatchObject({ keepUnknowns: false, matchRule: { fused: null } });
});

test('when two administrators change the same version, then one of them is told to read again', async () => {
  const { version } = await read();
  const wanted = ['advisory', 'off', 'enforce'].map((livenessMode) =>
    api.ask('PUT', '/v1/settings', { json: { version, livenessMode, keepUnknowns: true } }),
  );
  const answers = await Promise.all(wanted);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  expect((await read()).version).toBe(version + 1);
  const late = await api.ask('PUT', '/v1/settings', { json: { version, keepUnknowns: false } });
  expect(late.body.error).toMatchObject({ code: 'changed-meanwhile', field: 'version' });
});

test('when a value is wrong, then the refusal names the field and what it must be', async () => {
  const mode = await change({ livenessMode: 'sometimes' });
  expect(mode).toMatchObject({ status: 400, body: { error: { field: 'livenessMode' } } });
  const rule = await change({ matchRule: { fused: { threshold: -1, margin: 0 } } });
  expect(rule.body.error).toMatchObject({ field: 'matchRule.fused.threshold' });
  expect((await change({ keepUnknown: true })).body.error.field).toBe('keepUnknown');
});

test('when expression is switched on, then it takes the notice word for word and says who accepted it', async () => {
  const bare = await change({ expression: { enabled: true } });
  expect(bare).toMatchObject({ status: 422, body: { error: { code: 'not-acknowledged' } } });
  expect(bare.body.error.message).toContain('Article 5(1)(f)');
  expect((await change({ expression: { enabled: true, acknowledgement: 'yes' } })).status).toBe(422);
  const { body } = await change({ expression: { enabled: true, acknowledgement: EXPRESSION_NOTICE } });
  expect(body.expression).toMatchObject({ enabled: true, by: expect.stringMatching(/^api-key:/) });
  expect(Date.now() - Date.parse(body.expression.acknowledgedAt)).toBeLessThan(10_000);
  const off = await change({ expression: { enabled: false } });
  expect(off.body.expression).toEqual({ enabled: false, acknowledgedAt: null, by: null });
  expect((await change({ expression: { enabled: true } })).status).toBe(422);
});

test('when staff or a viewer change settings, then they are refused', async () => {
  const json = { version: 0, expression: { enabled: true, acknowledgement: EXPRESSION_NOTICE } };
  for (const as of ['staff', 'viewer']) {
    expect((await api.ask('PUT', '/v1/settings', { json, as })).status).toBe(403);
  }
});
