import { addCourse, addRoom } from '../seed.ts';
import { createWorld, pdfForm } from '../world.ts';
import type { Visitor } from './visitor.ts';

const reason = 'seen on the list';

export async function visitSessions({ api, world, good, send }: Visitor): Promise<void> {
  const courseId = await addCourse(api.ask);
  const roomId = await addRoom(api.ask);
  const times = { startsAt: '2031-03-03T09:00', endsAt: '2031-03-03T10:40' };
  const one = `/v1/sessions/${(await send('POST /v1/sessions', { courseId, roomId, ...times })).id}`;
  for (const path of ['/v1/sessions', one, '/v1/timetable.ics', '/v1/conflicts', '/v1/series'])
    await good(`GET ${path}`);
  await send(`PATCH ${one}`, { lateAfterMinutes: 5 });
  await send(`POST ${one}/move`, { startsAt: '2031-03-04T09:00' });
  await send(`POST ${one}/cancel`, { reason: 'the lecturer is ill' });
  await send(`POST ${one}/restore`);
  await good(`DELETE ${one}`);
  await good(`GET /v1/series/${world.seriesId}`);
  await send(`PATCH /v1/series/${world.seriesId}`, { startsLocal: '05:10' });
  await good(`DELETE /v1/series/${world.seriesId}`);
  const event = [
    'BEGIN:VEVENT',
    'UID:one',
    'DTSTART:20310304T020000Z',
    'DTEND:20310304T034000Z',
    'END:VEVENT',
  ];
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...event, 'END:VCALENDAR', ''];
  const form = new FormData();
  form.append('file', new Blob([lines.join('\r\n')], { type: 'text/calendar' }), 'timetable.ics');
  await good(`POST /v1/timetable/import?courseId=${courseId}&roomId=${roomId}`, { form });
}

export async function visitAttendance({ api, world, good, send }: Visitor): Promise<void> {
  const { sessionId, openSessionId, studentId, sightingId, excuseId, disputeId } = world;
  const { code } = await good(`GET /v1/sessions/${openSessionId}/check-in-code`);
  await send('POST /v1/me/check-in', { code }, world.link);
  await good('GET /v1/me/consent', { as: world.link });
  for (const rest of ['attendance', `attendance/${studentId}`, 'sightings'])
    await good(`GET /v1/sessions/${sessionId}/${rest}`);
  const put = await send(`PUT /v1/sessions/${sessionId}/attendance/${studentId}`, {
    status: 'present',
    reason,
  });
  await send(`POST /v1/attendance-changes/${put.changeId}/undo`);
  for (const rest of ['', '/evidence', '/corrections']) await good(`GET /v1/sightings/${sightingId}${rest}`);
  const said = { kind: 'not-this-person', studentId, reason };
  const correction = await send(`POST /v1/sightings/${sightingId}/corrections`, said);
  const path = `/v1/corrections/${correction.id}`;
  await good(`GET ${path}`);
  const template = { engine: 'deep', modelVersion: '1', keyId: 'k1', ciphertext: Buffer.from('sealed') };
  await api.database.corrections.finishLearning(correction.id, {
    templates: [template],
    note: null,
    measured: null,
  });
  await good(`DELETE ${path}/template`);
  await good(`DELETE ${path}`);
  await good('GET /v1/reviews');
  await good('GET /v1/reviews?state=ignored');
  const [one = '', two = ''] = world.reviewIds;
  await good(`GET /v1/reviews/${one}`);
  await good(`POST /v1/reviews/actions/${world.actionId}/undo`);
  await send(`POST /v1/reviews/${one}/not-this-person`, { reason });
  await send(`POST /v1/reviews/${two}/ignore`, { reason });
  const other = await createWorld(api);
  const [first = '', second = '', third = ''] = other.reviewIds;
  await good(`POST /v1/reviews/actions/${other.actionId}/undo`);
  await send(`POST /v1/reviews/${first}/assign`, { studentId: other.studentId, reason });
  await send(`POST /v1/reviews/${second}/enrol`, { studentId: other.studentId, reason, mark: false });
  await send('POST /v1/reviews/actions', { ids: [third], action: 'ignore', reason });
  await good('GET /v1/disputes');
  await good(`GET /v1/disputes/${disputeId}`);
  await send(`POST /v1/disputes/${disputeId}/answer`, { accept: false, text: reason });
  await good('GET /v1/excuses');
  await good(`PUT /v1/excuses/${excuseId}/attachment`, { form: pdfForm() });
  await good(`GET /v1/excuses/${excuseId}/attachment`);
  await send(`POST /v1/excuses/${excuseId}/withdraw`, { reason });
  await good(`POST /v1/sessions/${other.sessionId}/close`);
  await send(`POST /v1/sessions/${other.sessionId}/reopen`, { reason });
}

export async function visitReports({ world, good, send }: Visitor): Promise<void> {
  const { courseId, sessionId, studentId, day } = world;
  const rule = { rule: { lateAfterMinutes: 4, closesAfterMinutes: 30 } };
  for (const path of ['/v1/rules', `/v1/courses/${courseId}/rule`]) {
    await good(`GET ${path}`);
    await send(`POST ${path}/preview`, rule);
    const { application } = await send(`PUT ${path}`, { ...rule, applyToPast: true });
    if (application) await good(`GET /v1/rules/applications/${application.id}`);
  }
  await good('GET /v1/at-risk');
  const span = `from=${day}&to=${day}`;
  for (const [name, query] of [
    ['attendance', span],
    ['session-sheet', `sessionId=${sessionId}`],
    ['course-matrix', `courseId=${courseId}`],
    ['student-history', `studentId=${studentId}`],
    ['daily-summary', span],
    ['at-risk', ''],
    ['device-uptime', span],
    ['recognition-quality', span],
  ]) {
    for (const format of ['json', 'csv', 'xlsx', 'pdf'])
      await good(`GET /v1/reports/${name}?${query}&format=${format}`);
  }
  const wish = {
    report: 'daily-summary',
    span: 'last-week',
    recipients: ['dean@example.ac.id'],
    weekday: 1,
    atTime: '07:00',
  };
  const one = `/v1/report-schedules/${(await send('POST /v1/report-schedules', wish)).id}`;
  await good('GET /v1/report-schedules');
  await good(`GET ${one}`);
  await send(`PATCH ${one}`, { enabled: false });
  await good(`POST ${one}/run`);
  await good(`DELETE ${one}`);
}
