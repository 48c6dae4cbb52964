import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answered } from './testing/check-answer.ts';
import { startTestApi, type TestApi } from './testing/test-api.ts';
import { visitAttendance, visitReports, visitSessions } from './testing/visits/visit-classes.ts';
import { visitFirmware } from './testing/visits/visit-firmware.ts';
import { visitCourses, visitPeople } from './testing/visits/visit-people.ts';
import { visitDevices, visitSite } from './testing/visits/visit-site.ts';
import { visitProvider, visitUsers } from './testing/visits/visit-users.ts';
import { createVisitor, type Visitor } from './testing/visits/visitor.ts';

type Operation = { readonly responses: object };
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

let api: TestApi;
let visitor: Visitor;
let operations: readonly { readonly method: string; readonly path: string; readonly canRefuse: boolean }[];
beforeAll(async () => {
  const text = await readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');
  const { paths } = JSON.parse(text) as Document;
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({
      method: method.toUpperCase(),
      path,
      canRefuse: Object.keys(responses).some((status) => Number(status) >= 400),
    })),
  );
  api = await startTestApi({ mailer: { send: async () => ({ refused: 0 }) } });
  visitor = await createVisitor(api);
});
afterAll(() => api.close());

/** Each answer is held against the document on its way; what was answered is counted at the end. */
test.each([
  ['courses and the calendar', visitCourses],
  ['sessions, series and the timetable', visitSessions],
  ['attendance and what people say of it', visitAttendance],
  ['rules and reports', visitReports],
  ['the site', visitSite],
  ['devices and notifications', visitDevices],
  ['firmware', visitFirmware],
  ['users and keys', visitUsers],
  ['a provider to sign in at', visitProvider],
  ['students and their consent', visitPeople],
])('when the routes of %s are called well, then they answer as documented', async (_what, visit) => {
  await expect(visit(visitor)).resolves.toBeUndefined();
});

test('when every route is called badly, then the refusal is as documented', async () => {
  const query: Readonly<Record<string, string>> = { 'GET /v1/sign-in/oidc': '?returnTo=//evil.example' };
  for (const [index, { method, path }] of operations.entries()) {
    const address = path.replaceAll(/\{\w+\}/g, 'NOT_AN_ID') + (query[`${method} ${path}`] ?? '');
    const headers = { 'x-forwarded-for': `10.9.${index >> 8}.${index & 255}` };
    const { status } = await api.ask(method, address, { as: '', headers });
    expect(status).toBeLessThan(500);
  }
});

test('when all is done, then every operation of docs/openapi.json was answered well, and refused where it can be', () => {
  const statusesOf = (method: string, path: string) => [...(answered.get(`${method} ${path}`) ?? [])];
  const notWell = operations.filter(
    ({ method, path }) => !statusesOf(method, path).some((status) => status < 400),
  );
  const notRefused = operations.filter(
    ({ method, path, canRefuse }) => canRefuse && !statusesOf(method, path).some((status) => status >= 400),
  );
  expect({ notWell, notRefused }).toEqual({ notWell: [], notRefused: [] });
});
