import { SIGNATURE_BYTES, type Signer } from '@hadir/platform';

export const CHECK_IN_PURPOSE = 'check-in codes';

/** How long one code is shown. */
export const STEP_MS = 10_000;
/** A code is taken in its own step and in the one after: who scans as it changes is not turned away. */
export const CODE_LIFE_MS = 2 * STEP_MS;

const ID_BYTES = 16;
/** Session (16), number of the step since 1970 (5). */
const BODY_BYTES = ID_BYTES + 5;
/** In base64url: 53 bytes. */
export const CHECK_IN_CODE = /^[A-Za-z0-9_-]{71}$/;

export type CheckInCode = { readonly code: string; readonly expiresAt: Date; readonly changesAt: Date };
export type CodeRead =
  | { readonly state: 'good' | 'expired'; readonly sessionId: string }
  | { readonly state: 'forged' };

export type CheckInCodes = ReturnType<typeof createCheckInCodes>;

/** Codes that prove that somebody saw them at a session's room a few seconds ago. They are bound to the session, and name nobody. */
export function createCheckInCodes(signer: Signer) {
  return {
    at(sessionId: string, at: Date): CheckInCode {
      const step = Math.floor(at.getTime() / STEP_MS);
      const body = bodyOf(sessionId, step);
      const changesAt = new Date((step + 1) * STEP_MS);
      return {
        code: Buffer.concat([body, signer.sign(body)]).toString('base64url'),
        changesAt,
        expiresAt: new Date(step * STEP_MS + CODE_LIFE_MS),
      };
    },
    /** `good` in the step of the code, in the next, and in the one before for an api whose clock is a little ahead. */
    read(code: string, at: Date): CodeRead {
      if (!CHECK_IN_CODE.test(code)) return { state: 'forged' };
      const bytes = Buffer.from(code, 'base64url');
      const body = bytes.subarray(0, BODY_BYTES);
      const isOurs =
        bytes.length === BODY_BYTES + SIGNATURE_BYTES && signer.verify(body, bytes.subarray(BODY_BYTES));
      if (!isOurs) return { state: 'forged' };
      const age = Math.floor(at.getTime() / STEP_MS) - body.readUIntBE(ID_BYTES, 5);
      return { state: Math.abs(age) <= 1 ? 'good' : 'expired', sessionId: idOf(body) };
    },
  };
}

function bodyOf(sessionId: string, step: number): Buffer {
  const body = Buffer.alloc(BODY_BYTES);
  body.write(sessionId.replaceAll('-', ''), 0, ID_BYTES, 'hex');
  body.writeUIntBE(step, ID_BYTES, 5);
  return body;
}

function idOf(body: Buffer): string {
  return body.toString('hex', 0, ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
