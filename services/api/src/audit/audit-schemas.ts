import { CHAIN_PROBLEMS } from '@hadir/db';
import { z } from 'zod';
import { Instant, pageFields } from '../shared/schemas.ts';

const word = z.string().min(1).max(120);

export const AuditQuery = z.strictObject({
  ...pageFields,
  subjectType: word.optional().describe('Such as `student`.'),
  subjectId: word.optional(),
  actor: word.optional().describe('Such as `user:<id>`.'),
  action: word.optional().describe('Such as `sighting.view-evidence`.'),
});

export const AuditEntry = z
  .object({
    id: z.uuid(),
    at: Instant,
    actor: z.string(),
    action: z.string(),
    subjectType: z.string(),
    subjectId: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    seq: z
      .int()
      .nullable()
      .describe('Its place in the chain; null until it is sealed, within about a minute.'),
    seal: z.string().nullable().describe('SHA-256 of the entry and of the one before, in hex.'),
  })
  .meta({ id: 'AuditEntry' });

/** What one request reads at most: the whole chain is for `hadir audit verify`. */
const MOST_VERIFIED = 100_000;

export const VerificationQuery = z.strictObject({
  newest: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_VERIFIED)
    .default(10_000)
    .describe('Reads the newest so many entries. `hadir audit verify` reads them all.'),
});

export const AuditVerification = z
  .object({
    isIntact: z.boolean(),
    checked: z.int(),
    unsealed: z.int().describe('Entries that wait for their place in the chain.'),
    head: z.object({ seq: z.int(), seal: z.string() }).nullable(),
    anchors: z.int().describe('Earlier heads that the chain was held against.'),
    problems: z.array(z.object({ seq: z.int(), problem: z.enum(CHAIN_PROBLEMS) })).describe('At most 100.'),
  })
  .meta({ id: 'AuditVerification' });
