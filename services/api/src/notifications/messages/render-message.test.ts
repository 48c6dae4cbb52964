import type { EventFacts } from '@hadir/db';
import { expect, test } from 'vitest';
import { renderMessage } from './render-message.ts';

const session = {
  courseId: 'c',
  courseCode: 'C1',
  courseName: 'Algebra',
  roomId: 'r',
  roomName: 'A-101',
  sessionId: 's',
  sessionStartsAt: new Date('2025-03-03T02:00:00Z'),
  sessionEndsAt: new Date('2025-03-03T03:40:00Z'),
};
const nobody = { studentId: null, studentNumber: null, studentName: null, deviceId: null, deviceName: null };
let made = 0;
function event(type: string, details: object = {}, more: Partial<EventFacts> = {}): EventFacts {
  made += 1;
  const at = new Date('2025-03-03T02:15:00Z');
  return { id: `e${made}`, type, at, details: { ...details }, ...session, ...nobody, ...more };
}
const of = (name: string) => ({ studentId: name, studentNumber: `N-${name}`, studentName: name });
const marked = (name: string, status: string) =>
  event('attendance.marked', { status, before: null, firstSeenAt: '2025-03-03T02:12:00.000Z' }, of(name));
const en = (...facts: EventFacts[]) => renderMessage(facts, 'en', 'Asia/Jakarta');
const id = (...facts: EventFacts[]) => renderMessage(facts, 'id', 'Asia/Jakarta');

test('when one student is marked, then who, where and when is said in both languages', () => {
  expect(en(marked('Siti', 'late'))).toEqual({
    title: 'Siti (N-Siti): late',
    lines: ['Algebra (C1), Mon 3 Mar 09:00, A-101, seen 09:12'],
  });
  expect(id(marked('Siti', 'late'))).toEqual({
    title: 'Siti (N-Siti): terlambat',
    lines: ['Algebra (C1), Sen 3 Mar 09:00, A-101, terlihat 09:12'],
  });
});

test('when a class is marked and closed, then it is one message, each student by the newest word', () => {
  const message = en(
    marked('Ada', 'present'),
    marked('Budi', 'late'),
    event('attendance.absent', {}, of('Citra')),
    event('attendance.absent', {}, of('Dewi')),
    event('session.closed', { present: 1, late: 1, absent: 2, excused: 0 }),
    marked('Dewi', 'late'),
  );
  expect(message).toEqual({
    title: 'Algebra (C1), Mon 3 Mar 09:00, A-101',
    lines: [
      'Closed: 1 present, 1 late, 2 absent, 0 excused',
      'Present (1): Ada (N-Ada)',
      'Late (2): Budi (N-Budi) 09:12, Dewi (N-Dewi) 09:12',
      'Absent (1): Citra (N-Citra)',
    ],
  });
});

test('when a class is large, then the message stays within what every outlet takes', () => {
  const names = Array.from({ length: 300 }, (_, number) =>
    marked(`Student with a long name ${number}`, 'present'),
  );
  const { title, lines } = en(...names);
  expect(lines[0]).toContain('Present (300)');
  expect(title.length + lines.join('\n').length).toBeLessThan(3000);
});

test('when what was held back goes together, then sessions and other events are told apart', () => {
  const message = en(
    marked('Ada', 'late'),
    event(
      'device.offline',
      { lastSeenAt: '2025-03-03T01:00:00.000Z' },
      { ...nobody, deviceId: 'cam-1', deviceName: 'Door' },
    ),
    event('face.unknown', { sightingId: 'x', reason: 'below-threshold' }),
    event('face.unknown', { sightingId: 'y', reason: 'below-threshold' }),
  );
  expect(message.title).toBe('4 notices');
  expect(message.lines).toEqual([
    'Ada (N-Ada): late',
    '  Algebra (C1), Mon 3 Mar 09:00, A-101, seen 09:12',
    'Camera Door, A-101 is offline, last heard of Mon 3 Mar 08:00',
    '2 unknown faces: Algebra (C1), Mon 3 Mar 09:00, A-101',
  ]);
});

test.each([
  [
    event('student.at-risk', { percent: 66.67, minimumPercent: 75 }, of('Ada')),
    'Ada (N-Ada): 66.7 % attendance in Algebra (C1), below 75 %',
    'Ada (N-Ada): kehadiran 66,7 % di Algebra (C1), di bawah 75 %',
  ],
  [
    event('session.cancelled', { reason: 'Flood' }),
    'Cancelled: Algebra (C1), Mon 3 Mar 09:00, A-101 (Flood)',
    'Dibatalkan: Algebra (C1), Sen 3 Mar 09:00, A-101 (Flood)',
  ],
  [
    event('session.moved', { from: '2025-03-03T02:00:00Z', to: '2025-03-04T02:00:00Z' }),
    'Moved: Algebra (C1), from Mon 3 Mar 09:00 to Tue 4 Mar 09:00',
    'Dipindahkan: Algebra (C1), dari Sen 3 Mar 09:00 ke Sel 4 Mar 09:00',
  ],
  [
    event('device.online', { offlineSeconds: 600 }, { deviceId: 'cam-1' }),
    'Camera cam-1, A-101 is back after 10 min',
    'Kamera cam-1, A-101 daring kembali setelah 10 menit',
  ],
  [
    event('dispute.opened', { disputeId: 'd' }, of('Ada')),
    'Ada (N-Ada) disputes the record of Algebra (C1), Mon 3 Mar 09:00, A-101',
    'Ada (N-Ada) menyanggah catatan Algebra (C1), Sen 3 Mar 09:00, A-101',
  ],
  [
    event('dispute.answered', { disputeId: 'd', accepted: true }),
    'Dispute accepted: A student, Algebra (C1), Mon 3 Mar 09:00, A-101',
    'Sanggahan diterima: Seorang mahasiswa, Algebra (C1), Sen 3 Mar 09:00, A-101',
  ],
])('when it is %j, then it is said in both languages', (facts, english, indonesian) => {
  expect(en(facts)).toEqual({ title: english, lines: [] });
  expect(id(facts)).toEqual({ title: indonesian, lines: [] });
});

test('when a text holds line breaks or half a character at its cut, then neither is in the message', () => {
  const reason = `a\nb${'😀'.repeat(200)}`;
  const { title, lines } = en(event('session.cancelled', { reason }));
  expect(lines).toHaveLength(1);
  expect(title).toContain('a b');
  expect(title).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
});
