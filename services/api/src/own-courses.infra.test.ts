import type { Route } from '@hadir/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRoutes } from './routes.ts';
import type { ApiDeps } from './shared/deps.ts';
import type { AskOptions } from './testing/ask.ts';
import { type Browser, createBrowser } from './testing/browser.ts';
import { addLecturer } from './testing/lecturer.ts';
import { startTestApi, type TestApi } from './testing/test-api.ts';
import { addUser, PASSWORD } from './testing/users.ts';
import { createWorld, pdfForm, type World } from './testing/world.ts';

/** Where something of a course is asked for by its id: how it is asked, and with what. */
type Foreign = (world: World) => readonly [path: string, options?: AskOptions | undefined];

const body = (json: object): AskOptions => ({ json });
const reason = 'seen on the list';
const ofCourse =
  (rest = ''): Foreign =>
  (world) => [`/v1/courses/${world.courseId}${rest}`];
const ofSession =
  (rest = '', options?: AskOptions): Foreign =>
  (world) => [`/v1/sessions/${world.sessionId}${rest}`, options];
const ofSighting =
  (rest = '', options?: AskOptions): Foreign =>
  (world) => [`/v1/sightings/${world.sightingId}${rest}`, options];
const ofReport =
  (name: string, query: (world: World) => string): Foreign =>
  (world) => [`/v1/reports/${name}?${query(world)}`];
const ofReview =
  (rest: string, json?: object): Foreign =>
  (world) => [`/v1/reviews/${world.reviewIds[0]}${rest}`, json && body(json)];
const period = ({ day }: World) => `from=${day}&to=${day}`;

/** Every route that a lecturer may call and that leads to one course. */
const foreign: Readonly<Record<string, Foreign>> = {
  'GET /v1/courses/:id': ofCourse(),
  'GET /v1/courses/:id/roster': ofCourse('/roster'),
  'GET /v1/courses/:id/roster-groups': ofCourse('/roster-groups'),
  'GET /v1/courses/:id/lecturers': ofCourse('/lecturers'),
  'GET /v1/courses/:id/rule': ofCourse('/rule'),
  'GET /v1/series/:id': ({ seriesId }) => [`/v1/series/${seriesId}`],
  'GET /v1/sessions/:id': ofSession(),
  'GET /v1/sessions/:id/check-in-code': ({ openSessionId }) => [
    `/v1/sessions/${openSessionId}/check-in-code`,
  ],
  'POST /v1/sessions/:id/close': ofSession('/close'),
  'POST /v1/sessions/:id/reopen': ofSession('/reopen', body({ reason })),
  'GET /v1/sessions/:id/attendance': ofSession('/attendance'),
  'POST /v1/sessions/:id/attendance': (world) => [
    `/v1/sessions/${world.sessionId}/attendance`,
    body({ items: [{ studentId: world.studentId, status: 'late' }], reason }),
  ],
  'PUT /v1/sessions/:id/attendance/:studentId': (world) => [
    `/v1/sessions/${world.sessionId}/attendance/${world.studentId}`,
    body({ status: 'present', reason }),
  ],
  'GET /v1/sessions/:id/attendance/:studentId': (world) => [
    `/v1/sessions/${world.sessionId}/attendance/${world.studentId}`,
  ],
  'POST /v1/attendance-changes/:id/undo': ({ changeId }) => [
    `/v1/attendance-changes/${changeId}/undo`,
    body({}),
  ],
  'GET /v1/sessions/:id/sightings': ofSession('/sightings'),
  'GET /v1/sessions/:id/live': ofSession('/live'),
  'GET /v1/sightings/:id': ofSighting(),
  'GET /v1/sightings/:id/evidence': ofSighting('/evidence'),
  'GET /v1/sightings/:id/corrections': ofSighting('/corrections'),
  'POST /v1/sightings/:id/corrections': (world) => [
    `/v1/sightings/${world.sightingId}/corrections`,
    body({ kind: 'not-this-person', studentId: world.studentId, reason }),
  ],
  'POST /v1/excuses': (world) => [
    '/v1/excuses',
    body({ studentId: world.studentId, sessionId: world.sessionId, kind: 'permission', reason }),
  ],
  'POST /v1/excuses/:id/withdraw': ({ excuseId }) => [`/v1/excuses/${excuseId}/withdraw`, body({ reason })],
  'PUT /v1/excuses/:id/attachment': ({ excuseId }) => [
    `/v1/excuses/${excuseId}/attachment`,
    { form: pdfForm() },
  ],
  'GET /v1/excuses/:id/attachment': ({ excuseId }) => [`/v1/excuses/${excuseId}/attachment`],
  'GET /v1/reviews/:id': ofReview(''),
  'POST /v1/reviews/:id/assign': (world) => [
    `/v1/reviews/${world.reviewIds[0]}/assign`,
    body({ studentId: world.studentId, reason }),
  ],
  'POST /v1/reviews/:id/not-this-person': ofReview('/not-this-person', { reason }),
  'POST /v1/reviews/:id/ignore': ofReview('/ignore', { reason }),
  'POST /v1/reviews/actions/:actionId/undo': ({ actionId }) => [`/v1/reviews/actions/${actionId}/undo`],
  'GET /v1/disputes/:id': ({ disputeId }) => [`/v1/disputes/${disputeId}`],
  'POST /v1/disputes/:id/answer': ({ disputeId }) => [
    `/v1/disputes/${disputeId}/answer`,
    body({ accept: false, text: reason }),
  ],
  'GET /v1/reports/attendance': ofReport(
    'attendance',
    (world) => `${period(world)}&courseId=${world.courseId}`,
  ),
  'GET /v1/reports/daily-summary': ofReport(
    'daily-summary',
    (world) => `${period(world)}&courseId=${world.courseId}`,
  ),
  'GET /v1/reports/session-sheet': ofReport('session-sheet', ({ sessionId }) => `sessionId=${sessionId}`),
  'GET /v1/reports/course-matrix': ofReport('course-matrix', ({ courseId }) => `courseId=${courseId}`),
  'GET /v1/reports/student-history': ofReport(
    'student-history',
    (world) => `studentId=${world.studentId}&courseId=${world.courseId}`,
  ),
  'GET /v1/reports/at-risk': ofReport('at-risk', ({ courseId }) => `courseId=${courseId}`),
  'GET /v1/at-risk': ({ courseId }) => [`/v1/at-risk?courseId=${courseId}`],
};

/** Lists that show lecturers the own courses alone; asked for as they are, and by the foreign course where they take one. */
const lists: Readonly<Record<string, Foreign>> = {
  'GET /v1/courses': () => ['/v1/courses?limit=200'],
  'GET /v1/series': ({ courseId }) => [`/v1/series?courseId=${courseId}`],
  'GET /v1/sessions': ({ courseId }) => [`/v1/sessions?courseId=${courseId}`],
  'GET /v1/excuses': ({ courseId }) => [`/v1/excuses?courseId=${courseId}`],
  'GET /v1/reviews': ({ sessionId }) => [`/v1/reviews?sessionId=${sessionId}&state=ignored`],
  'GET /v1/disputes': ({ sessionId }) => [`/v1/disputes?sessionId=${sessionId}`],
  'GET /v1/conflicts': () => ['/v1/conflicts'],
  'GET /v1/timetable.ics': () => ['/v1/timetable.ics'],
};

/** What is nobody's course: the campus, the site and oneself. */
const ofNoCourse = [
  'GET /v1/semesters',
  'GET /v1/semesters/:id',
  'GET /v1/rooms',
  'GET /v1/rooms/:id',
  'GET /v1/holidays',
  'GET /v1/holidays/:id',
  'GET /v1/rules',
  'GET /v1/settings/institution',
  'GET /v1/settings/logo',
  'GET /v1/session',
  'GET /v1/session/sessions',
  'POST /v1/sign-out',
  'POST /v1/session/revoke-others',
  'POST /v1/session/password',
  'POST /v1/session/second-factor',
  'POST /v1/session/second-factor/confirm',
  'POST /v1/session/second-factor/remove',
];

/** Answered item by item: who may not is told so for each. */
const itemByItem = 'POST /v1/reviews/actions';

let api: TestApi;
let world: World;
let key: string;
let page: Browser;
beforeAll(async () => {
  api = await startTestApi();
  world = await createWorld(api);
  const own = await createWorld(api);
  const lecturer = await addLecturer(api);
  key = lecturer.as;
  const user = await addUser(api.database, 'lecturer');
  for (const id of [lecturer.id, user.id]) await api.database.courseLecturers.add(own.courseId, id);
  page = createBrowser(api.ask);
  await page.signIn(user.email, PASSWORD);
});
afterAll(() => api.close());

const name = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
const forLecturers = apiRoutes({} as ApiDeps)
  .filter(({ roles }) => roles !== 'public' && roles.includes('lecturer'))
  .map(name);

test('when a route is for lecturers, then this walk knows whether it leads to a course', () => {
  const known = [...Object.keys(foreign), ...Object.keys(lists), ...ofNoCourse, itemByItem];
  expect(forLecturers.toSorted()).toEqual(known.toSorted());
});

describe.each(Object.entries(foreign))('%s', (route, ask) => {
  const [method = ''] = route.split(' ');

  test('when the course is of somebody else, then a lecturer is refused, by key and by session', async () => {
    const [path, options = {}] = ask(world);
    const again = (): AskOptions => (options.form ? { form: pdfForm() } : options);
    for (const answer of [
      await api.ask(method, path, { ...again(), as: key }),
      await page.send(method, path, again()),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    }
  });
});

describe.each(Object.entries(foreign))('%s', (route, ask) => {
  const [method = ''] = route.split(' ');

  test('when staff ask the same, then it is there', async () => {
    const [path, options = {}] = ask(world);
    const signal = AbortSignal.timeout(5_000);
    const headers = { authorization: `Bearer ${api.keys.staff}` };
    const json = options.json === undefined ? {} : { body: JSON.stringify(options.json) };
    const form = options.form ? { body: pdfForm() } : {};
    const type = options.json === undefined ? {} : { 'content-type': 'application/json' };
    const hungUp = new AbortController();
    const response = await fetch(api.url + path, {
      method,
      headers: { ...headers, ...type },
      ...json,
      ...form,
      signal: AbortSignal.any([signal, hungUp.signal]),
    });
    hungUp.abort();
    expect([200, 201, 204, 409]).toContain(response.status);
  });
});

test.each(Object.entries(lists))(
  'when a lecturer asks %s, then nothing of another course is in it',
  async (_route, ask) => {
    const [path] = ask(world);
    const seen = await api.ask('GET', path, { as: key });
    expect([200, 403]).toContain(seen.status);
    for (const id of [world.courseId, world.sessionId, world.seriesId, world.excuseId, world.disputeId]) {
      expect(seen.text).not.toContain(id);
    }
  },
);

test('when a lecturer acts on many items of another course, then each is refused', async () => {
  const json = { ids: [world.reviewIds[0]], action: 'ignore', reason };
  const { body: answer } = await api.ask('POST', '/v1/reviews/actions', { as: key, json });
  expect(answer.items).toMatchObject([{ action: null, error: { code: 'forbidden' } }]);
});
