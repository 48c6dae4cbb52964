import type { Signer } from '@hadir/platform';
import { canonicalJson } from './canonical-json.ts';

export const RECEIPT_PURPOSE = 'erasure receipts';

export function signReceipt(signer: Pick<Signer, 'sign'>, statement: unknown): string {
  return signer.sign(Buffer.from(canonicalJson(statement))).toString('base64url');
}

export function isGenuineReceipt(
  signer: Pick<Signer, 'verify'>,
  statement: unknown,
  signature: string,
): boolean {
  return signer.verify(Buffer.from(canonicalJson(statement)), Buffer.from(signature, 'base64url'));
}
