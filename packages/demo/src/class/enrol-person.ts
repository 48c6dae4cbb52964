import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../api-client.ts';
import type { KnownPerson } from '../people/cast.ts';

type Student = { readonly id: string; readonly number: string };
type StudentDetails = { readonly templates: number };
type Enrolment = {
  readonly id: string;
  readonly status: 'pending' | 'accepted' | 'rejected';
  readonly photos: readonly { readonly reason: string | null }[];
};

const NOTICE_VERSION = 'demo';
const ENROL_TIMEOUT_MS = 60_000;
/** The api looks at its queue for so long before it answers. */
const WAIT_SECONDS = 10;
const MOST_PHOTOS = 10;

/** No photo of a student was accepted. The student exists, with consent, and cannot be recognised. */
export class EnrolmentRefused extends Error {
  override readonly name = 'EnrolmentRefused';
  readonly studentId: string;
  /** One for each photo. */
  readonly reasons: readonly string[];

  constructor(studentId: string, reasons: readonly string[]) {
    super(`no photo of student ${studentId} was accepted: ${reasons.join(', ')}`);
    this.studentId = studentId;
    this.reasons = reasons;
  }
}

/**
 * Adds a student with consent recorded as demo and enrols the photos, unless that was done before. Answers the id.
 * @throws {EnrolmentRefused}
 */
export async function enrolPerson(api: ApiClient, person: KnownPerson): Promise<string> {
  const id = await findOrAddStudent(api, person);
  const { templates } = await api.get<StudentDetails>(`/v1/students/${id}`);
  if (templates > 0) return id;
  await api.send('PUT', `/v1/students/${id}/consent`, { noticeVersion: NOTICE_VERSION });
  const photos = person.enrolPhotos.slice(0, MOST_PHOTOS);
  const path = `/v1/students/${id}/enrolments?waitSeconds=${WAIT_SECONDS}`;
  const { status, photos: judged } = await finished(api, await api.upload<Enrolment>(path, 'photos', photos));
  if (status === 'accepted') return id;
  const reasons = judged.map(({ reason }) => reason ?? status);
  throw new EnrolmentRefused(id, reasons);
}

async function findOrAddStudent(api: ApiClient, { number, name }: KnownPerson): Promise<string> {
  const query = new URLSearchParams({ search: number });
  const { items } = await api.get<{ items: readonly Student[] }>(`/v1/students?${query}`);
  const known = items.find((student) => student.number === number);
  return (known ?? (await api.send<Student>('POST', '/v1/students', { number, name }))).id;
}

async function finished(api: ApiClient, enrolment: Enrolment): Promise<Enrolment> {
  const deadline = performance.now() + ENROL_TIMEOUT_MS;
  let current = enrolment;
  while (current.status === 'pending' && performance.now() < deadline) {
    await sleep(200);
    current = await api.get<Enrolment>(`/v1/enrolments/${enrolment.id}`);
  }
  return current;
}
