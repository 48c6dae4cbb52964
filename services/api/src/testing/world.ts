import { randomUUID } from 'node:crypto';
import { addPastSession } from './past-session.ts';
import { see } from './see.ts';
import { addCourse, addStudent, giveConsent } from './seed.ts';
import type { TestApi } from './test-api.ts';

export type World = Awaited<ReturnType<typeof createWorld>>;

const jpeg = Buffer.from([0xff, 0xd8, 0x01, 0x02, 0xff, 0xd9]);
let worlds = 0;

/** A course in which each kind of thing has happened once, for walks over all routes. */
export async function createWorld(api: TestApi) {
  const name = `world-${++worlds}`;
  const made = async (path: string, json: object, as = 'admin') => {
    const { status, body, text } = await api.ask('POST', path, { json, as });
    if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
    return body;
  };
  const studentId = await addStudent(api.ask, 'Ayu');
  const strangerId = await addStudent(api.ask, 'Budi');
  await giveConsent(api.ask, studentId);
  const courseId = await addCourse(api.ask, [studentId]);
  const { id: sessionId, startsAt } = await addPastSession(api, courseId, 45, 90);
  const { id: openSessionId } = await addPastSession(api, courseId, 20, 90);
  const roomId: string = (await api.ask('GET', `/v1/sessions/${sessionId}`)).body.roomId;
  await made('/v1/devices', { id: name, name, roomId });
  const at = new Date(startsAt.getTime() + 60_000).toISOString();
  const cropKey = `unknown/${sessionId}/${name}-1-1-0.jpg`;
  await api.objects.put(cropKey, jpeg, { contentType: 'image/jpeg' });
  for (let face = 0; face < 3; face += 1) {
    const figures = { presentationId: randomUUID(), candidateId: studentId };
    await see(api.database, { sessionId, deviceId: name, studentId: null, at, cropKey, figures });
  }
  const { items: sightings } = (await api.ask('GET', `/v1/sessions/${sessionId}/sightings`)).body;
  const attendance = `/v1/sessions/${sessionId}/attendance`;
  const marking = { items: [{ studentId, status: 'late' }], reason: 'seen on the list' };
  const changeId: string = (await made(attendance, marking)).items[0].changeId;
  const day = at.slice(0, 10);
  const excuse = { studentId, courseId, from: day, to: day, kind: 'permission', reason: 'family' };
  const excuseId: string = (await made('/v1/excuses', excuse)).excuse.id;
  await api.ask('PUT', `/v1/excuses/${excuseId}/attachment`, { form: pdfForm() });
  const link = `Bearer ${(await made(`/v1/students/${studentId}/link`, {})).token}`;
  const dispute = { sessionId: openSessionId, claim: 'present', text: 'I sat in the last row' };
  const disputeId: string = (await made('/v1/me/disputes', dispute, link)).id;
  const reviews = (await api.ask('GET', `/v1/reviews?sessionId=${sessionId}`)).body.items;
  const ignored = reviews.at(-1)?.id;
  const actionId: string = (await made(`/v1/reviews/${ignored}/ignore`, { reason: 'nobody' })).id;
  const series = { courseId, roomId, weekdays: [1], startsLocal: '05:00', endsLocal: '06:00' };
  const span = { fromOn: '2031-01-06', toOn: '2031-01-20' };
  const seriesId: string = (await made('/v1/series', { ...series, ...span })).series?.id;
  return {
    ...{ studentId, strangerId, courseId, roomId, sessionId, openSessionId, deviceId: name, day },
    ...{ changeId, excuseId, link, disputeId, actionId, seriesId },
    sightingId: String(sightings[0].id),
    reviewIds: reviews.map(({ id }: { id: string }) => id) as string[],
  };
}

export function pdfForm(): FormData {
  const form = new FormData();
  form.append(
    'attachment',
    new Blob([Buffer.from('%PDF-1.7\n%%EOF\n')], { type: 'application/pdf' }),
    'a.pdf',
  );
  return form;
}
