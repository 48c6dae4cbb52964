/** Everything in the object store that shows this student lies under it, and goes when the student is erased. */
export function studentPrefix(studentId: string): string {
  return `students/${studentId}/`;
}

/** The crop that a mark is kept with: one for each student and session, so that a repeated mark replaces it. */
export function markEvidenceKey(sessionId: string, studentId: string): string {
  return `${studentPrefix(studentId)}evidence/${sessionId}.jpg`;
}

/** The crop of somebody unknown. */
export function unknownEvidenceKey(sessionId: string, frameId: string, faceNumber: number): string {
  return `unknown/${sessionId}/${frameId}-${faceNumber}.jpg`;
}
