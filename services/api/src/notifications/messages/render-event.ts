import type { EventFacts } from '@hadir/db';
import { courseOf, dayTime, type Speech, sessionOf, studentOf } from './name-things.ts';

type Say = (facts: EventFacts, speech: Speech) => string;

const percentOf = (value: unknown, { language }: Speech): string =>
  new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(Number(value)).concat(' %');
const momentOf = (value: unknown, speech: Speech): string | null =>
  typeof value === 'string' ? dayTime(value, speech) : null;
const deviceOf = ({ deviceId, deviceName, roomName }: EventFacts): string =>
  [deviceName ?? deviceId ?? '–', roomName].filter((part) => part !== null).join(', ');

const SAY: Readonly<Record<string, Say>> = {
  'device.offline': (facts, speech) =>
    speech.words.deviceOffline(deviceOf(facts), momentOf(facts.details.lastSeenAt, speech)),
  'device.online': (facts, { words }) =>
    words.deviceOnline(deviceOf(facts), Math.round(Number(facts.details.offlineSeconds) / 60)),
  'student.at-risk': (facts, speech) =>
    speech.words.atRisk(
      studentOf(facts, speech),
      courseOf(facts),
      percentOf(facts.details.percent, speech),
      percentOf(facts.details.minimumPercent, speech),
    ),
  'session.cancelled': (facts, speech) => {
    const { reason } = facts.details;
    return speech.words.cancelled(sessionOf(facts, speech), typeof reason === 'string' ? reason : null);
  },
  'session.moved': (facts, speech) =>
    speech.words.moved(
      courseOf(facts),
      momentOf(facts.details.from, speech) ?? '–',
      momentOf(facts.details.to, speech) ?? '–',
    ),
  'dispute.opened': (facts, speech) =>
    speech.words.disputeOpened(studentOf(facts, speech), sessionOf(facts, speech)),
  'dispute.answered': (facts, speech) =>
    speech.words.disputeAnswered(
      studentOf(facts, speech),
      sessionOf(facts, speech),
      facts.details.accepted === true,
    ),
};

/** A line for each event of one type; unknown faces are counted by session. A type that this version does not know is named. */
export function renderEvent(group: readonly EventFacts[], speech: Speech): string[] {
  const [first] = group;
  if (first?.type !== 'face.unknown') {
    return group.map((facts) => SAY[facts.type]?.(facts, speech) ?? facts.type);
  }
  const counts = new Map<string, number>();
  for (const facts of group) {
    const where = sessionOf(facts, speech);
    counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  return [...counts].map(([where, count]) => speech.words.unknownFaces(count, where));
}
