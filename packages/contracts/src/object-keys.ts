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

/** The crop of somebody unknown. */
export function unknownEvidenceKey(sessionId: string, frameId: string, faceNumber: number): string {
  return `unknown/${sessionId}/${frameId}-${faceNumber}.jpg`;
}
