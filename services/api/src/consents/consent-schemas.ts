import { z } from 'zod';
import { Instant, line } from '../shared/schemas.ts';

export const ConsentView = z
  .object({
    id: z.uuid(),
    studentId: z.uuid(),
    grantedAt: Instant,
    grantedBy: z.string().describe('Who recorded it.'),
    noticeVersion: z.string().describe('Which text the student was shown.'),
    withdrawnAt: Instant.nullable(),
  })
  .meta({ id: 'Consent' });

export const NewConsent = z
  .strictObject({
    noticeVersion: line(64).describe('Which text the student was shown.'),
    grantedAt: Instant.optional().describe('When the student agreed; now unless told, never later.'),
  })
  .meta({ id: 'NewConsent' });
