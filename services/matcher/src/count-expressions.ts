import { createHash } from 'node:crypto';
import type { Database } from '@hadir/db';
import { countExpression } from '@hadir/domain';
import { defineScript, type Redis } from '@hadir/platform';
import type { DecidedFace } from './decided-face.ts';

/** Adds what the matched faces of a frame show to the session's counts: each label once for a person, and for nobody by name. */
export type CountExpressions = (
  sessionId: string,
  seen: readonly Pick<DecidedFace, 'identification' | 'presence'>[],
) => Promise<void>;

type Deps = {
  readonly redis: Redis;
  readonly expressionCounts: Pick<Database['expressionCounts'], 'increment'>;
};

/** From the last that was counted: for as long as a session may take. */
const KEPT_MS = 4 * 60 * 60 * 1000;

/** 1 for the first that asks. A count that is lost because the database was away matters less than one that is made twice. */
const FIRST_TIME = `
local added = redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return added`;

export function createCountExpressions({ redis, expressionCounts }: Deps): CountExpressions {
  const firstTime = defineScript(redis, 'hadirFirstTime', 1, FIRST_TIME);
  return async (sessionId, seen) => {
    for (const { personId, label } of seen.flatMap(labelsOf)) {
      const counted = [`hadir:expressions:${sessionId}:${label}`];
      const isFirst = await firstTime(counted, [withoutName(sessionId, label, personId), KEPT_MS]);
      if (isFirst === 1) await expressionCounts.increment(sessionId, label);
    }
  };
}

function labelsOf({ identification, presence }: Pick<DecidedFace, 'identification' | 'presence'>) {
  const { personId } = identification;
  if (personId === null) return [];
  const samples = presence.samples.map(({ sample }) => sample);
  const labels = countExpression(presence.signs?.expression ?? null, samples);
  return labels.map((label) => ({ personId, label }));
}

/** Tells one person from another within a label of a session. No secret: who holds the roster can try everybody on it. */
function withoutName(sessionId: string, label: string, personId: string): string {
  return createHash('sha256').update(`${sessionId}/${label}/${personId}`).digest('base64url');
}
