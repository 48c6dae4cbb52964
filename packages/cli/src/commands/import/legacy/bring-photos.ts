import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@hadir/db';
import type { SafeFetch } from '@hadir/platform';
import type { ApiClient } from '../../../api/api-client.ts';
import { Enrolment, StudentDetails } from '../../../api/models.ts';
import { CliError } from '../../../cli-error.ts';
import { downloadPhoto } from './download-photo.ts';
import type { LegacyRows } from './read-source.ts';

export type PhotoOutcome = { readonly number: string; readonly state: string };
export type PhotoDeps = {
  readonly api: ApiClient;
  readonly legacy: Database['legacy'];
  readonly fetch: SafeFetch;
  readonly hosts: readonly string[];
  /** The notice that the operator states all students agreed to; undefined: none is enrolled who has not agreed here. */
  readonly consent: string | undefined;
  readonly onProgress: (done: number, all: number) => void;
};
type Candidate = { readonly id: string; readonly number: string; readonly photo: string };

/** What the table keeps of both. */
const LONGEST_URL = 2048;
const LONGEST_STATE = 32;
const WAIT_SECONDS = 30;
/** Requests under way at once: an api takes no more than three uploads. */
const AT_ONCE = 2;
const BUSY = new Set(['unavailable', 'too-many-requests', 'rate-limited', 'http-503', 'http-429']);
const BUSY_WAIT_MS = 2000;
const BUSY_TIMES = 15;

/** Puts each student's photo to the gate, but for those who are enrolled and those whose photo it refused before. */
export async function bringPhotos(
  deps: PhotoDeps,
  { students }: LegacyRows,
  studentIds: ReadonlyMap<string, string>,
): Promise<PhotoOutcome[]> {
  const before = await deps.legacy.photos();
  const outcomes: PhotoOutcome[] = [];
  let done = 0;
  const queue = students.values();
  const worker = async (): Promise<void> => {
    for (const { id: legacyId, photo } of queue) {
      const number = (legacyId ?? '').trim();
      const id = studentIds.get(number);
      const candidate = { id: id ?? '', number, photo: photo?.trim() ?? '' };
      if (id) outcomes.push({ number, state: await bringOne(deps, candidate, before.get(id)) });
      done += 1;
      deps.onProgress(done, students.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return outcomes.toSorted((a, b) => (a.number < b.number ? -1 : 1));
}

type Before = { readonly photoUrl: string | null; readonly photoState: string | null } | undefined;

async function bringOne(deps: PhotoDeps, student: Candidate, before: Before): Promise<string> {
  if (student.photo === '') return 'no-photo';
  // The gate judged this very photo: it would say the same.
  const isJudged = before?.photoUrl === student.photo && before.photoState?.startsWith('rejected');
  if (isJudged) return before.photoState ?? 'rejected';
  const state = await tryOne(deps, student);
  // Bytes of a picture in that column are no address, and are not kept.
  const url = state === 'not-a-url' ? '' : student.photo.slice(0, LONGEST_URL);
  await deps.legacy.notePhoto(student.id, url, state.slice(0, LONGEST_STATE));
  return state;
}

async function tryOne(
  { api, legacy, fetch, hosts, consent }: PhotoDeps,
  { id, photo }: Candidate,
): Promise<string> {
  const details = await api.get(`/v1/students/${id}`, StudentDetails);
  if (details.templates > 0) return 'enrolled';
  const mayAsk = details.consent === null && !(await legacy.wasAsked(id));
  if (details.consent === null && !mayAsk) return 'declined';
  if (details.consent === null && consent === undefined) return 'needs-consent';
  const downloaded = await downloadPhoto(fetch, photo, { hosts });
  if ('state' in downloaded) return downloaded.state;
  if (details.consent === null) {
    const body = { noticeVersion: consent };
    await api.sendOnly({ method: 'PUT', path: `/v1/students/${id}/consent`, body });
  }
  return enrol(api, id, downloaded.bytes);
}

async function enrol(api: ApiClient, id: string, bytes: Buffer): Promise<string> {
  for (let attempt = 1; attempt < BUSY_TIMES; attempt += 1) {
    const state = await sendPhoto(api, id, bytes).catch(unlessBusy);
    if (state !== undefined) return state;
    await sleep(BUSY_WAIT_MS);
  }
  return sendPhoto(api, id, bytes);
}

/** A refusal of this photo is its outcome; an api that is busy is asked again. */
function unlessBusy(error: unknown): string | undefined {
  if (!(error instanceof CliError) || error.code === 'unreachable') throw error;
  return BUSY.has(error.code) ? undefined : `refused ${error.code}`;
}

async function sendPhoto(api: ApiClient, id: string, bytes: Buffer): Promise<string> {
  const form = new FormData();
  form.append('photos', new Blob([new Uint8Array(bytes)]), 'photo');
  const path = `/v1/students/${id}/enrolments?waitSeconds=${WAIT_SECONDS}`;
  const { status, photos } = await api.send({ method: 'POST', path, form }, Enrolment);
  if (status === 'accepted') return 'enrolled';
  return status === 'pending' ? 'pending' : `rejected ${photos[0]?.reason ?? ''}`;
}
