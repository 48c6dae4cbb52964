import type { ApiClient } from '../api-client.ts';
import type { KnownPerson } from '../people/cast.ts';
import { EnrolmentRefused, enrolPerson } from './enrol-person.ts';
import { ensureDevice } from './ensure-device.ts';
import { findOrAdd } from './find-or-add.ts';

/** A class that meets now, as the api knows it. */
export type DemoClass = {
  readonly courseId: string;
  readonly roomId: string;
  readonly sessionId: string;
  readonly deviceId: string;
  /** `hdk_…` */
  readonly deviceKey: string;
  /** Of everybody on the roster: the student's id by number, and the name by that id. */
  readonly idOfNumber: ReadonlyMap<string, string>;
  readonly nameOfId: ReadonlyMap<string, string>;
};

export type DemoClassOptions = {
  readonly api: ApiClient;
  readonly people: readonly KnownPerson[];
  /** Where the device's key is kept between runs. */
  readonly deviceKeyFile: string;
  /** Told of somebody of whom no photo was accepted, and why. */
  readonly onRejected: (person: KnownPerson, reasons: readonly string[]) => void;
};

type Row = { readonly id: string };
type Session = Row & { readonly endsAt: string; readonly closedAt: string | null };

const COURSE = { code: 'DEMO-101', name: 'Face attendance, a demonstration' };
const ROOM = { name: 'Demo room' };
const SESSION_MS = 2 * 60 * 60 * 1000;

/**
 * Makes the class through the api, or finds it, and begins a meeting of it: each start of the demo is a meeting of its own,
 * so that there is attendance to take. May be called again after it was broken off anywhere.
 */
export async function openDemoClass(options: DemoClassOptions): Promise<DemoClass> {
  const { api, people, deviceKeyFile, onRejected } = options;
  const course = await findOrAdd<Row>(api, '/v1/courses', COURSE, 'code');
  const room = await findOrAdd<Row>(api, '/v1/rooms', ROOM, 'name');
  const device = await ensureDevice(api, room.id, deviceKeyFile);
  const ids: string[] = [];
  for (const person of people) {
    ids.push(await enrolPerson(api, person).catch((error) => rejected(error, person, onRejected)));
  }
  await api.send('POST', `/v1/courses/${course.id}/roster`, { studentIds: ids });
  const sessionId = await beginSession(api, course.id, room.id);
  return {
    courseId: course.id,
    roomId: room.id,
    sessionId,
    ...device,
    idOfNumber: new Map(people.map(({ number }, at) => [number, ids[at] ?? ''])),
    nameOfId: new Map(people.map(({ name }, at) => [ids[at] ?? '', name])),
  };
}

/** Who cannot be recognised is on the roster all the same. */
function rejected(error: unknown, person: KnownPerson, tell: DemoClassOptions['onRejected']): string {
  if (!(error instanceof EnrolmentRefused)) throw error;
  tell(person, error.reasons);
  return error.studentId;
}

async function beginSession(api: ApiClient, courseId: string, roomId: string): Promise<string> {
  const now = new Date();
  const earliest = new Date(now.getTime() - SESSION_MS).toISOString();
  const query = new URLSearchParams({ roomId, from: earliest, limit: '200' });
  const { items } = await api.get<{ items: readonly Session[] }>(`/v1/sessions?${query}`);
  const running = items.filter(({ endsAt, closedAt }) => new Date(endsAt) > now && closedAt === null);
  for (const { id } of running) {
    await api.send('PATCH', `/v1/sessions/${id}`, { endsAt: now.toISOString() });
  }
  const { id } = await api.send<Row>('POST', '/v1/sessions', {
    courseId,
    roomId,
    startsAt: now.toISOString(),
    endsAt: new Date(now.getTime() + SESSION_MS).toISOString(),
    opensBeforeMinutes: 0,
    // One that was closed before its end keeps its times.
    allowOverlap: true,
  });
  return id;
}
