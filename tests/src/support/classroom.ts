import type { ScenePhoto } from '@hadir/camera';
import { type ApiClient, enrolPerson, groupPhotoCast, type KnownPerson } from '@hadir/demo';
import { waitFor } from '@hadir/local-stack/testing';
import { type Door, openDoor } from './door.ts';
import type { System } from './system.ts';

export type Pupil = { readonly studentId: string; readonly photo: ScenePhoto };

/** A class that meets now in a room of its own, with real people enrolled through the api. */
export type Classroom = {
  readonly courseId: string;
  readonly roomId: string;
  readonly sessionId: string;
  readonly pupils: readonly Pupil[];
  readonly strangers: readonly ScenePhoto[];
  addDoor(): Promise<Door>;
  /** Enrols one more of the cast and puts them on the roster. */
  enrol(person: KnownPerson): Promise<Pupil>;
  /** Attendance as the api tells it: a line for each student with a record. */
  records(): Promise<readonly RecordView[]>;
};

export type RecordView = {
  readonly studentId: string;
  readonly status: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
};

export type ClassroomOptions = {
  readonly people: number;
  /** By default it began a minute ago and lasts two hours. */
  readonly startsAt?: Date;
  readonly endsAt?: Date;
};

type Row = { readonly id: string };
type AttendanceView = {
  readonly items: readonly {
    readonly student: Row;
    readonly record: (Omit<RecordView, 'studentId'> & { readonly firstSeenAt: string | null }) | null;
  }[];
};

let classrooms = 0;

export async function openClassroom(system: System, options: ClassroomOptions): Promise<Classroom> {
  const { client } = system;
  const number = ++classrooms;
  const { startsAt = new Date(Date.now() - 60_000), endsAt = new Date(Date.now() + 7_200_000) } = options;
  const cast = await groupPhotoCast();
  const course = await client.send<Row>('POST', '/v1/courses', {
    code: `C${number}`,
    name: `Course ${number}`,
  });
  const room = await client.send<Row>('POST', '/v1/rooms', { name: `Room ${number}` });
  const times = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  const session = await client.send<Row>('POST', '/v1/sessions', {
    courseId: course.id,
    roomId: room.id,
    ...times,
  });
  const enrol = (person: KnownPerson): Promise<Pupil> => enrolOne(client, course.id, person);
  const pupils: Pupil[] = [];
  for (const person of cast.known.slice(0, options.people)) pupils.push(await enrol(person));
  return {
    courseId: course.id,
    roomId: room.id,
    sessionId: session.id,
    pupils,
    strangers: cast.strangers,
    addDoor: () => addDoor(system, room.id),
    enrol,
    records: () => readRecords(client, session.id),
  };
}

/** Waits until so many frames' outcomes are in, that is, until the queue is empty and nothing is in hand. */
export async function queueDrained(system: System, timeoutMs = 60_000): Promise<void> {
  await waitFor(
    'the queue to be empty',
    async () => {
      const text = await (await fetch(`${system.ingest.url}/metrics`)).text();
      const jobs = [
        ...text.matchAll(/^hadir_queue_jobs\{[^}]*state="(waiting|active|delayed)"[^}]*\} (\d+)$/gm),
      ];
      return jobs.length > 0 && jobs.every(([, , count]) => count === '0');
    },
    { timeoutMs, everyMs: 100 },
  );
}

async function enrolOne(client: ApiClient, courseId: string, person: KnownPerson): Promise<Pupil> {
  const studentId = await enrolPerson(client, person);
  await client.send('POST', `/v1/courses/${courseId}/roster`, { studentIds: [studentId] });
  const [photo] = person.probes;
  if (!photo) throw new Error('this person has no probe');
  return { studentId, photo };
}

async function addDoor({ client, ingest }: System, roomId: string): Promise<Door> {
  const deviceId = `door-${crypto.randomUUID().slice(0, 8)}`;
  const { key } = await client.send<{ key: string }>('POST', '/v1/devices', {
    id: deviceId,
    name: deviceId,
    roomId,
  });
  return openDoor({ ingestUrl: () => ingest.url, deviceId, deviceKey: key });
}

async function readRecords(client: ApiClient, sessionId: string): Promise<readonly RecordView[]> {
  const { items } = await client.get<AttendanceView>(`/v1/sessions/${sessionId}/attendance?limit=200`);
  return items.flatMap(({ student, record }) => {
    if (!record?.firstSeenAt) return [];
    const { status, firstSeenAt, lastSeenAt } = record;
    return [{ studentId: student.id, status, firstSeenAt, lastSeenAt }];
  });
}
