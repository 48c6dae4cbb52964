import type { Context } from '../../command/context.ts';
import { facts, table } from '../../output/table.ts';
import type { Attendance, AttendanceItem } from './read-attendance.ts';
import type { SessionNames } from './session-names.ts';

/** The session, how many are there, and the roster. */
export function attendanceText(attendance: Attendance, names: SessionNames, context: Context): string {
  const { session, items } = attendance;
  const { time, screen } = context;
  const about = facts([
    ['Course', names.course(session)],
    ['Room', names.room(session)],
    ['Time', `${time.dateTime(session.startsAt)} – ${time.hourMinute(session.endsAt)}`],
    ['Here', countsText(attendance)],
    ['Unknown faces', attendance.counts.unknownSightings],
  ]);
  if (items.length === 0 && session.scope === 'campus') return `${about}\n\nNobody has been seen yet.`;
  if (items.length === 0) {
    const next = `Nobody is on the roster. Add students: hadir roster add --course ${names.course(session)} NUMBER...`;
    return `${about}\n\n${next}`;
  }
  const columns = [
    { title: 'number', value: ({ student }: AttendanceItem) => student.number },
    { title: 'name', value: ({ student }: AttendanceItem) => student.name, flexible: true },
    { title: 'status', value: statusOf },
    { title: 'first seen', value: ({ record }: AttendanceItem) => time.time(record?.firstSeenAt ?? null) },
    { title: 'last seen', value: ({ record }: AttendanceItem) => time.time(record?.lastSeenAt ?? null) },
    { title: 'score', value: ({ record }: AttendanceItem) => score(record), align: 'right' as const },
  ];
  return `${about}\n\n${table(items, columns, screen.width)}`;
}

function countsText({ session, counts, items }: Attendance): string {
  const here = counts.present + counts.late;
  const others = (['late', 'absent', 'excused', 'unseen'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name]} ${name}`);
  const shown = session.scope === 'campus' ? String(here) : `${here} of ${items.length}`;
  return [shown, ...others].join(', ');
}

export function statusOf({ record }: AttendanceItem): string | null {
  if (!record) return null;
  const status = record.statusSource === 'manual' ? `${record.status} (by hand)` : record.status;
  return record.leftEarly ? `${status}, left early` : status;
}

function score(record: AttendanceItem['record']): string | null {
  return record?.score?.toFixed(1) ?? null;
}
