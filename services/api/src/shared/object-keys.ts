import { randomUUID } from 'node:crypto';
import { studentPrefix } from '@hadir/contracts';

export function newPhotoKey(studentId: string, extension: 'jpg' | 'png'): string {
  return `${studentPrefix(studentId)}photos/${randomUUID()}.${extension}`;
}
