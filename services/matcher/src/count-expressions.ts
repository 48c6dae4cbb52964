import type { Database } from '@hadir/db';
import { countExpression } from '@hadir/domain';
import { defineScript, type Redis, type Signer } from '@hadir/platform';
import type { DecidedFace } from './decided-face.ts';

/** Adds what the matched faces of a frame show to the session's counts: each label once for a person, and for nobody by name. */
export type CountExpressions = (
  sessionId: string,
  seen: readonly Pick<DecidedFace, 'identification' | 'presence'>[],
) => Promise<void>;

type Deps = {
  readonly redis: Redis;
  readonly expressionCounts: Pick<Database['expressionCounts'], 'increment'>;
  /** Makes the pseudonyms of who was counted. */
  readonly pseudonyms: Pick<Signer, 'sign'>;
};

export const PSEUDONYM_PURPOSE = 'expression counts';

/** From the last that was counted: for as long as a session may take. */
const KEPT_MS = 4 * 60 * 60 * 1000;

/** 1 for the first that asks. A count that is lost because the database was away matters less than one that is made twice. */
const FIRST_TIME = `
local added = redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return added`;

export function createCountExpressions({ redis, expressionCounts, pseudonyms }: Deps): CountExpressions {
  const firstTime = defineScript(redis, 'hadirFirstTime', 1, FIRST_TIME);
  return async (sessionId, seen) => {
    for (const { personId, label } of seen.flatMap(labelsOf)) {
      const counted = [`hadir:expressions:${sessionId}:${label}`];
      const isFirst = await firstTime(counted, [
        pseudonymOf(pseudonyms, sessionId, label, personId),
        KEPT_MS,
      ]);
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

/** Tells one person from another within a label of a session. Under a key of the matchers: who reads Redis cannot try the roster on it. */
function pseudonymOf(
  pseudonyms: Pick<Signer, 'sign'>,
  sessionId: string,
  label: string,
  personId: string,
): string {
  return pseudonyms.sign(Buffer.from(`${sessionId}/${label}/${personId}`)).toString('base64url');
}
