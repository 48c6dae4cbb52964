import type { AttendanceRecord, AttendanceStatus } from '../tables/attendance-record.ts';

/** What a camera's confirmation says of one person in one session. */
export type Confirmation = {
  readonly studentId: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly score: number;
  readonly evidenceKey: string | null;
};

/** Present or late by the session's rule for whom it has seen first at that time; undefined when the rule marks nobody then. */
export type DecideStatus = (firstSeenAt: Date) => 'present' | 'late' | undefined;

export type Seen = Pick<
  AttendanceRecord,
  'status' | 'statusSource' | 'firstSeenAt' | 'lastSeenAt' | 'score' | 'evidenceKey'
>;

/**
 * The record after a confirmation: seen first at the least and last at the greatest time, the best score with its evidence,
 * and the status for the first sighting unless a person has set it. The order of confirmations does not matter, and the same
 * one again changes nothing. Undefined when there is no record and the rule marks nobody.
 */
export function mark(record: Seen | null, seen: Confirmation, decideStatus: DecideStatus): Seen | undefined {
  const firstSeenAt = earliest(record?.firstSeenAt ?? null, seen.firstSeenAt);
  const lastSeenAt = latest(record?.lastSeenAt ?? null, seen.lastSeenAt);
  const decided = decideStatus(firstSeenAt);
  const status = statusOf(record, decided);
  if (!status) return undefined;
  const better = record === null || record.score === null || seen.score > record.score;
  return {
    status,
    statusSource: record && staysAs(record, decided) ? record.statusSource : 'camera',
    firstSeenAt,
    lastSeenAt,
    score: better ? seen.score : record.score,
    evidenceKey: better ? seen.evidenceKey : record.evidenceKey,
  };
}

function statusOf(
  record: Seen | null,
  decided: 'present' | 'late' | undefined,
): AttendanceStatus | undefined {
  return record && isByPerson(record) ? record.status : (decided ?? record?.status);
}

/** A camera changes what a camera said, and an absence that came of closing the session; a person's word it leaves. */
export function isByPerson({ statusSource }: Pick<Seen, 'statusSource'>): boolean {
  return statusSource !== 'camera' && statusSource !== 'closing';
}

/** Whom the rule does not mark at that time stays absent of a closed session. */
function staysAs(record: Seen, decided: 'present' | 'late' | undefined): boolean {
  return isByPerson(record) || (record.statusSource === 'closing' && decided === undefined);
}

function earliest(known: Date | null, seen: Date): Date {
  return known !== null && known <= seen ? known : seen;
}

function latest(known: Date | null, seen: Date): Date {
  return known !== null && known >= seen ? known : seen;
}

export function isSame(a: Seen, b: Seen): boolean {
  return (
    a.status === b.status &&
    a.statusSource === b.statusSource &&
    a.score === b.score &&
    a.evidenceKey === b.evidenceKey &&
    a.firstSeenAt?.getTime() === b.firstSeenAt?.getTime() &&
    a.lastSeenAt?.getTime() === b.lastSeenAt?.getTime()
  );
}
