import type { Database } from '../open-database.ts';
import type { NewSighting } from '../repositories/insert-sightings.ts';
import type { ClassSession } from '../tables/class-session.ts';
import type { Student } from '../tables/student.ts';

let count = 0;
/** A number no other call of this process gives, to keep what is unique apart. */
export const next = (): number => ++count;

/** 2026-03-02 at `time`, in UTC. */
export const at = (time: string): Date => new Date(`2026-03-02T${time}Z`);

export async function createStudent(db: Database): Promise<Student> {
  const number = next();
  return db.students.create({ number: `S${number.toString().padStart(6, '0')}`, name: `Student ${number}` });
}

/** A student on the roster, with consent in force. */
export async function admit(db: Database, courseId: string): Promise<Student> {
  const student = await createStudent(db);
  await db.rosters.add(courseId, [student.id]);
  await db.consents.grant({ studentId: student.id, grantedBy: 'test', noticeVersion: '1' });
  return student;
}

export type Scene = {
  readonly courseId: string;
  readonly roomId: string;
  readonly deviceId: string;
  /** 09:00 to 10:30. */
  readonly session: ClassSession;
};

export async function createScene(db: Database): Promise<Scene> {
  const number = next();
  const course = await db.courses.create({ code: `C${number}`, name: `Course ${number}` });
  const room = await db.rooms.create({ name: `Room ${number}` });
  const device = await db.devices.create({
    id: `cam-${number}`,
    name: `Camera ${number}`,
    roomId: room.id,
    keyCiphertext: Buffer.from([1, 2, 3]),
  });
  const session = await db.sessions.create({
    courseId: course.id,
    roomId: room.id,
    startsAt: at('09:00:00'),
    endsAt: at('10:30:00'),
  });
  return { courseId: course.id, roomId: room.id, deviceId: device.id, session };
}

/** An accepted photo with a template of `engine`; answers the photo's id. */
export async function enrol(
  db: Database,
  studentId: string,
  engine = 'sift',
  ciphertext = Buffer.from(studentId),
): Promise<string> {
  const { id, photos } = await db.enrolments.create({
    studentId,
    photos: [{ objectKey: `photos/${studentId}/${next()}`, sha256: 'a'.repeat(64) }],
  });
  const photoId = photos[0]?.id ?? '';
  const template = { engine, modelVersion: '1', keyId: 'k1', ciphertext };
  await db.enrolments.finish(id, [
    { photoId, status: 'accepted', reason: null, measured: null, templates: [template] },
  ]);
  return photoId;
}

export function sighting(scene: Scene, change: Partial<NewSighting> = {}): NewSighting {
  return {
    frameId: `${scene.deviceId}-00-${next()}`,
    faceNumber: 0,
    deviceId: scene.deviceId,
    capturedAt: at('09:01:00'),
    studentId: null,
    candidateId: null,
    score: 3.5,
    threshold: 6.8,
    runnerUpId: null,
    margin: null,
    requiredMargin: 3,
    reason: 'below-threshold',
    agreement: null,
    deepScore: null,
    siftScore: 3.5,
    quality: 0.5,
    sizePx: 80,
    sharpness: 9,
    liveness: null,
    livenessScore: null,
    livenessCues: null,
    presentationId: null,
    unknownGroupId: null,
    engine: 'sift',
    modelVersion: 'sift/1',
    box: { x: 10, y: 20, width: 80, height: 81 },
    evidenceKey: null,
    ...change,
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
