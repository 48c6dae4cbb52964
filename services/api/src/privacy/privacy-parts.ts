import { createPersonTraces, createSigner, type Redis } from '@hadir/platform';
import { CHECK_IN_PURPOSE, createCheckInCodes } from '../check-in/check-in-code.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { RECEIPT_PURPOSE } from './sign-receipt.ts';

/** `keys` as in API_SECRET. */
export function createPrivacyParts(
  redis: Redis,
  keys: string,
): Pick<ApiDeps, 'checkInCodes' | 'receiptSigner' | 'personTraces'> {
  return {
    checkInCodes: createCheckInCodes(createSigner(keys, CHECK_IN_PURPOSE)),
    receiptSigner: createSigner(keys, RECEIPT_PURPOSE),
    personTraces: createPersonTraces(redis),
  };
}
