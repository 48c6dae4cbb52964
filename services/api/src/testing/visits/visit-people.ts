import { formOf, photo } from '../photos.ts';
import { addCourse, addStudent } from '../seed.ts';
import { addUser } from '../users.ts';
import type { Visitor } from './visitor.ts';

export async function visitPeople({ api, good, send }: Visitor): Promise<void> {
  const id = await addStudent(api.ask);
  const path = `/v1/students/${id}`;
  await good('GET /v1/students');
  await good(`GET ${path}`);
  await send(`PATCH ${path}`, { name: 'Sari' });
  await send(`PUT ${path}/consent`, { noticeVersion: '2025-01' });
  for (const rest of ['consent', 'attendance', 'corrections']) await good(`GET ${path}/${rest}`);
  const enrolled = await good(`POST ${path}/enrolments`, { form: formOf(photo()) });
  await good('GET /v1/enrolments');
  await good(`GET /v1/enrolments/${enrolled.id}`);
  await good(`GET ${path}/export`);
  const { token } = await send(`POST ${path}/link`);
  const as = `Bearer ${token}`;
  await send('POST /v1/consent-notices', { version: 'v9', texts: { en: 'We do.', id: 'Kami.' } });
  await good('GET /v1/consent-notices');
  await good('GET /v1/consents');
  await send('PUT /v1/me/consent', { noticeVersion: 'v9' }, as);
  for (const rest of ['consent', 'attendance', 'disputes', 'export'])
    await good(`GET /v1/me/${rest}`, { as });
  await good('DELETE /v1/me/consent', { as });
  await send(`PUT ${path}/consent/decline`);
  await good(`GET ${path}/consent/decline`);
  await send(`PUT ${path}/consent`, { noticeVersion: 'v9' });
  await good(`DELETE ${path}/consent`);
  await good(`POST ${path}/link/revoke`);
  await good(`DELETE ${path}`);
  const { items } = await good('GET /v1/privacy/receipts');
  const { statement, signature } = await good(`GET /v1/privacy/receipts/${items[0].id}`);
  await send('POST /v1/privacy/receipts/verify', { statement, signature });
}

export async function visitCourses({ api, good, send }: Visitor): Promise<void> {
  const user = await addUser(api.database, 'lecturer');
  const studentId = await addStudent(api.ask);
  const course = `/v1/courses/${await addCourse(api.ask, [studentId])}`;
  for (const path of ['/v1/courses', course, `${course}/roster`, `${course}/roster-groups`])
    await good(`GET ${path}`);
  await send(`PATCH ${course}`, { name: 'Calculus' });
  await send(`PUT ${course}/roster/${studentId}`, { groupName: 'A' });
  await good(`DELETE ${course}/roster/${studentId}`);
  await send(`POST ${course}/roster`, { studentIds: [studentId] });
  await good(`PUT ${course}/lecturers/${user.id}`);
  await good(`GET ${course}/lecturers`);
  await good(`DELETE ${course}/lecturers/${user.id}`);
  await good(`DELETE ${course}`);
  const year = { startsOn: '2031-02-03', endsOn: '2031-06-27' };
  for (const [plural, json] of [
    ['semesters', { name: 'Even', ...year }],
    ['rooms', { name: 'B-202' }],
    ['holidays', { name: 'Nyepi', startsOn: '2031-03-24' }],
  ] as const) {
    const { id, holiday } = await send(`POST /v1/${plural}`, json);
    const one = `/v1/${plural}/${id ?? holiday.id}`;
    await good(`GET /v1/${plural}`);
    await good(`GET ${one}`);
    await send(`PATCH ${one}`, { name: 'Another' });
    await good(`DELETE ${one}`);
  }
}
