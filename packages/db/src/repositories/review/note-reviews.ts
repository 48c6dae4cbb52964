import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { REVIEW_KINDS, type ReviewKind } from '../../tables/review-item.ts';
import type { NewSighting } from '../insert-sightings.ts';
import type { HeldSession } from '../locks.ts';
import { appendEvents, type NewOutboxEvent } from '../outbox.ts';

/** Who a presentation is by the campus's gallery, and is not on the roster of the session. */
export type Outsider = {
  readonly presentationId: string;
  readonly studentId: string;
  readonly score: number;
};

type Frame = {
  readonly session: { readonly id: string };
  readonly sightings: readonly NewSighting[];
  readonly outsiders?: readonly Outsider[] | undefined;
};

type Waiting = {
  readonly kind: ReviewKind;
  readonly key: string;
  readonly sightingId: string;
  readonly sighting: NewSighting;
  readonly outsider: Outsider | undefined;
};

/** A face too poor to be judged waits for nobody: there is nothing to see in it. */
const KIND_OF: Readonly<Record<string, ReviewKind>> = {
  'below-threshold': 'unknown',
  ambiguous: 'ambiguous',
  'engines-disagree': 'engines-disagree',
  'spoof-suspected': 'spoof-suspected',
};

/**
 * Puts the presentations of a frame that a person should look at into the inbox, once each, with an event for each new one; and takes
 * out those whose person is marked after all. In the transaction of the frame, which may run twice.
 */
export async function noteReviews(
  manager: EntityManager,
  session: Pick<HeldSession, 'courseId' | 'roomId'>,
  frame: Frame,
  marked: ReadonlySet<string>,
): Promise<void> {
  await settle(manager, frame, marked);
  const wanted = frame.sightings.filter(({ reason }) => reason in KIND_OF);
  if (wanted.length === 0) return;
  const recognised = await recognisedAmong(manager, frame.session.id, wanted);
  const waiting = (await withIds(manager, frame, wanted))
    .filter(({ kind, key }) => kind === 'spoof-suspected' || !recognised.has(key))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const events: NewOutboxEvent[] = [];
  for (const one of waiting) {
    if (await putIn(manager, frame.session.id, one)) events.push(eventOf(session, frame.session.id, one));
  }
  await appendEvents(manager, events);
}

/** An attack stays: that somebody was marked says nothing of what else was held before the camera. */
async function settle(
  manager: EntityManager,
  { sightings }: Frame,
  marked: ReadonlySet<string>,
): Promise<void> {
  const keys = sightings.flatMap(({ studentId, presentationId }) =>
    presentationId !== null && studentId !== null && marked.has(studentId) ? [presentationId] : [],
  );
  if (keys.length === 0) return;
  const rows: { id: string }[] = await manager.query(
    `SELECT id FROM review_items WHERE presentation_id IN (?) AND state = 'open' AND kind <> 'spoof-suspected'`,
    [keys],
  );
  for (const { id } of rows) {
    await manager.query(`UPDATE review_items SET state = 'settled' WHERE id = ? AND state = 'open'`, [id]);
  }
}

/** Of these presentations those whose person has a record in the session. */
async function recognisedAmong(
  manager: EntityManager,
  sessionId: string,
  wanted: readonly NewSighting[],
): Promise<Set<string>> {
  const keys = wanted.flatMap(({ presentationId }) => presentationId ?? []);
  if (keys.length === 0) return new Set();
  const rows: { key: string }[] = await manager.query(
    `SELECT DISTINCT s.presentation_id AS \`key\` FROM sightings s
     JOIN attendance_records a ON a.session_id = s.session_id AND a.student_id = s.student_id
       AND a.first_seen_at IS NOT NULL
     WHERE s.presentation_id IN (?) AND s.session_id = ? AND s.student_id IS NOT NULL`,
    [keys, sessionId],
  );
  return new Set(rows.map(({ key }) => key));
}

async function withIds(
  manager: EntityManager,
  frame: Frame,
  wanted: readonly NewSighting[],
): Promise<Waiting[]> {
  const outsiders = await notOnRoster(manager, frame);
  const rows: { id: string; frameId: string; faceNumber: number }[] = await manager.query(
    'SELECT id, frame_id AS frameId, face_number AS faceNumber FROM sightings WHERE frame_id IN (?)',
    [[...new Set(wanted.map(({ frameId }) => frameId))]],
  );
  const ids = new Map(rows.map(({ id, frameId, faceNumber }) => [`${frameId}/${faceNumber}`, id]));
  return wanted.map((sighting) => {
    const { frameId, faceNumber, presentationId, reason } = sighting;
    const sightingId = ids.get(`${frameId}/${faceNumber}`) ?? '';
    const outsider = outsiders.find((one) => one.presentationId === presentationId);
    const said = KIND_OF[reason] ?? 'unknown';
    const kind = outsider && said !== 'spoof-suspected' ? 'not-on-roster' : said;
    return { kind, key: presentationId ?? sightingId, sightingId, sighting, outsider };
  });
}

/** Somebody of the roster whom the roster's gallery could not tell apart is no outsider. */
async function notOnRoster(
  manager: EntityManager,
  { session, outsiders = [] }: Frame,
): Promise<readonly Outsider[]> {
  if (outsiders.length === 0) return outsiders;
  const rows: { id: string }[] = await manager.query(
    `SELECT r.student_id AS id FROM roster_entries r JOIN class_sessions c ON c.course_id = r.course_id
     WHERE c.id = ? AND r.student_id IN (?)`,
    [session.id, outsiders.map(({ studentId }) => studentId)],
  );
  const listed = new Set(rows.map(({ id }) => id));
  return outsiders.filter(({ studentId }) => !listed.has(studentId));
}

const RANK = `'${REVIEW_KINDS.join("', '")}'`;

/** A presentation that turns out to be an attack comes back, whoever was marked meanwhile. */
const PUT_IN = `
  INSERT INTO review_items (id, kind, state, session_id, device_id, sighting_id, presentation_id, unknown_group_id,
    outsider_id, outsider_score, first_seen_at, last_seen_at)
  VALUES (?, ?, 'open', ?, ?, ?, ?, ?, (SELECT id FROM students WHERE id = ?), ?, ?, ?)
  ON DUPLICATE KEY UPDATE
    state = IF(state = 'settled' AND VALUES(kind) = 'spoof-suspected' AND kind <> 'spoof-suspected', 'open', state),
    kind = IF(FIELD(VALUES(kind), ${RANK}) > FIELD(kind, ${RANK}), VALUES(kind), kind),
    sighting_id = IF(? OR sighting_id IS NULL, VALUES(sighting_id), sighting_id),
    unknown_group_id = COALESCE(unknown_group_id, VALUES(unknown_group_id)),
    outsider_id = COALESCE(outsider_id, VALUES(outsider_id)),
    outsider_score = COALESCE(outsider_score, VALUES(outsider_score)),
    first_seen_at = LEAST(first_seen_at, VALUES(first_seen_at)),
    last_seen_at = GREATEST(last_seen_at, VALUES(last_seen_at))`;

/** Whether it is new, and nobody has said of its group that it is to be ignored. */
async function putIn(manager: EntityManager, sessionId: string, one: Waiting): Promise<boolean> {
  const { kind, key, sightingId, sighting, outsider } = one;
  const { deviceId, unknownGroupId, capturedAt, evidenceKey } = sighting;
  const id = uuidv7();
  await manager.query(PUT_IN, [
    ...[id, kind, sessionId, deviceId, sightingId, key, unknownGroupId],
    ...[outsider?.studentId ?? null, outsider?.score ?? null, capturedAt, capturedAt],
    evidenceKey !== null,
  ]);
  if (unknownGroupId !== null) await ignoreWithGroup(manager, key);
  const rows: { id: string; state: string }[] = await manager.query(
    'SELECT id, state FROM review_items WHERE presentation_id = ?',
    [key],
  );
  return rows[0]?.id === id && rows[0].state === 'open';
}

/** Who was ignored once is ignored in every later presentation that is like it. */
async function ignoreWithGroup(manager: EntityManager, key: string): Promise<void> {
  await manager.query(
    `UPDATE review_items r JOIN review_items o ON o.unknown_group_id = r.unknown_group_id AND o.state = 'ignored'
     SET r.state = 'ignored', r.action_id = o.action_id
     WHERE r.presentation_id = ? AND r.state = 'open' AND r.kind = 'unknown'`,
    [key],
  );
}

function eventOf(
  { courseId, roomId }: Pick<HeldSession, 'courseId' | 'roomId'>,
  sessionId: string,
  { sightingId, sighting: { deviceId, reason } }: Waiting,
): NewOutboxEvent {
  return {
    type: 'face.unknown',
    ...{ courseId, roomId, sessionId, deviceId },
    details: { sightingId, reason },
  };
}
