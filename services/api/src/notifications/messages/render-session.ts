import type { EventFacts } from '@hadir/db';
import { type Speech, sessionOf, studentOf, timeOf } from './name-things.ts';
import type { Message } from './render-message.ts';
import type { Counts } from './words.ts';

const TYPES = new Set(['attendance.marked', 'attendance.absent', 'session.closed']);
const STATUSES = ['present', 'late', 'absent', 'excused'] as const;
/** Names on a line; a class of 60 fits. */
const MOST_NAMES = 60;

type Standing = { readonly status: string; readonly seenAt: string | null; readonly facts: EventFacts };

export function isAboutSession({ type, sessionId }: EventFacts): boolean {
  return sessionId !== null && TYPES.has(type);
}

/** How the students stand whom the events name, each by the newest of theirs, and what closing the session counted. */
export function renderSession(group: readonly EventFacts[], speech: Speech): Message {
  const [first] = group;
  if (!first) return { title: '', lines: [] };
  const standings = standingsOf(group);
  const closed = group.findLast(({ type }) => type === 'session.closed');
  const [only] = standings;
  if (only && standings.length === 1 && !closed) return renderOne(only, speech);
  const listed = STATUSES.flatMap((status) => listOf(status, standings, speech));
  const total = closed ? [speech.words.closed(closed.details as unknown as Counts)] : [];
  return { title: sessionOf(first, speech), lines: [...total, ...listed] };
}

function renderOne({ status, seenAt, facts }: Standing, speech: Speech): Message {
  const { words } = speech;
  const seen = seenAt === null ? [] : [words.seenAt(timeOf(seenAt, speech))];
  return {
    title: `${studentOf(facts, speech)}: ${words.statuses[status] ?? status}`,
    lines: [[sessionOf(facts, speech), ...seen].join(', ')],
  };
}

function standingsOf(group: readonly EventFacts[]): Standing[] {
  const newest = new Map<string, Standing>();
  for (const facts of group) {
    if (facts.type === 'session.closed' || facts.studentId === null) continue;
    newest.set(facts.studentId, standingOf(facts));
  }
  return [...newest.values()];
}

function standingOf(facts: EventFacts): Standing {
  if (facts.type === 'attendance.absent') return { status: 'absent', seenAt: null, facts };
  const { status, firstSeenAt } = facts.details;
  return { status: String(status), seenAt: typeof firstSeenAt === 'string' ? firstSeenAt : null, facts };
}

function listOf(status: string, standings: readonly Standing[], speech: Speech): string[] {
  const { words } = speech;
  const these = standings.filter((one) => one.status === status);
  if (these.length === 0) return [];
  const names = these.slice(0, MOST_NAMES).map(({ facts, seenAt }) => {
    const late = status === 'late' && seenAt !== null ? ` ${timeOf(seenAt, speech)}` : '';
    return studentOf(facts, speech) + late;
  });
  const more = these.length - names.length;
  return [
    `${words.listed(status, these.length)}: ${[...names, ...(more > 0 ? [words.more(more)] : [])].join(', ')}`,
  ];
}
