/** Everything in the object store that shows this student lies under it, and goes when the student is erased. */
export function studentPrefix(studentId: string): string {
  return `students/${studentId}/`;
}

/** The crop that a mark is kept with: one for each student and session, so that a repeated mark replaces it. */
export function markEvidenceKey(sessionId: string, studentId: string): string {
  return `${studentPrefix(studentId)}evidence/${sessionId}.jpg`;
}

/** The face that a correction is about. It goes with the student, or when the correction is undone. */
export function correctionCropKey(studentId: string, correctionId: string): string {
  return `${studentPrefix(studentId)}corrections/${correctionId}.jpg`;
}

/** A document of an excuse, each with a name of its own, so that none overwrites the one before. It goes when the student is erased. */
export function excuseAttachmentKey(
  studentId: string,
  excuseId: string,
  name: string,
  extension: string,
): string {
  return `${studentPrefix(studentId)}excuses/${excuseId}-${name}.${extension}`;
}

/** Whether a crop is a correction's own. */
export function isCorrectionCropKey(key: string): boolean {
  return /^students\/[^/]+\/corrections\//.test(key);
}

/** The crop of a presentation that was taken for a student and showed no sign of life, for staff to judge. */
export function refusedEvidenceKey(sessionId: string, studentId: string, presentationId: string): string {
  return `${studentPrefix(studentId)}refused/${sessionId}-${presentationId}.jpg`;
}

/** Under it lie the crops of people nobody knows. */
export const UNKNOWN_PREFIX = 'unknown/';

/** The crop of somebody unknown. */
export function unknownEvidenceKey(sessionId: string, frameId: string, faceNumber: number): string {
  return `${UNKNOWN_PREFIX}${sessionId}/${frameId}-${faceNumber}.jpg`;
}

/** Under it lie the heads of the audit log's chain. They name nobody. */
export const AUDIT_HEADS_PREFIX = 'audit/heads/';

/** The last head of a day, `YYYY-MM-DD` in UTC. */
export function auditHeadKey(day: string): string {
  return `${AUDIT_HEADS_PREFIX}${day}.json`;
}
