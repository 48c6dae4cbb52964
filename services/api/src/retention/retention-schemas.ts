import { Retention } from '@hadir/contracts';
import type { RetentionRun } from '@hadir/db';
import { z } from 'zod';
import { Instant, pageFields } from '../shared/schemas.ts';
import { RETENTION_KINDS } from './retention-kind.ts';

const kind = z.enum(RETENTION_KINDS);

export const RunQuery = z.strictObject({ ...pageFields, kind: kind.optional() });

export const RetentionRunView = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    startedAt: Instant,
    finishedAt: Instant,
    deleted: z.int().describe('Crops, photos, or sightings.'),
    oldestLeftAt: Instant.nullable().describe(
      'Unknown crops: when the oldest left was stored. Evidence and sightings: when the oldest session ended that may still have some.',
    ),
    isComplete: z.boolean().describe('False: the next run goes on where this one ended.'),
    error: z.string().nullable(),
  })
  .meta({ id: 'RetentionRun' });

export function runView({ isComplete, ...run }: RetentionRun) {
  return { ...run, isComplete: isComplete === 1 };
}

export const RunsNow = z.object({ runs: z.array(RetentionRunView) }).meta({ id: 'RetentionRuns' });

export const RetentionDue = z
  .object({
    rules: Retention,
    due: z.array(
      z.object({
        kind,
        unit: z.enum(['crops', 'sessions', 'photos']).describe('What is counted.'),
        due: z.int(),
      }),
    ),
  })
  .meta({ id: 'RetentionDue' });
