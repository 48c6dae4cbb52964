import { randomUUID } from 'node:crypto';

/** Everything under it shows this student, and goes when the student is erased. */
export function photoPrefix(studentId: string): string {
  return `students/${studentId}/`;
}

export function newPhotoKey(studentId: string, extension: 'jpg' | 'png'): string {
  return `${photoPrefix(studentId)}photos/${randomUUID()}.${extension}`;
}
