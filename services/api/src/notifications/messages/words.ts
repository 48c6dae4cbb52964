import type { ChannelLanguage } from '@hadir/db';

export type Counts = {
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
};

/** What messages say in one language. Names and times come in as they are to be read. */
export type Words = {
  readonly statuses: Readonly<Record<string, string>>;
  somebody: string;
  listed(status: string, count: number): string;
  seenAt(time: string): string;
  closed(counts: Counts): string;
  unknownFaces(count: number, where: string): string;
  deviceOffline(device: string, lastSeen: string | null): string;
  deviceOnline(device: string, minutes: number): string;
  atRisk(who: string, course: string, percent: string, minimum: string): string;
  cancelled(session: string, reason: string | null): string;
  moved(course: string, from: string, to: string): string;
  disputeOpened(who: string, session: string): string;
  disputeAnswered(who: string, session: string, accepted: boolean): string;
  more(count: number): string;
  digest(count: number): string;
  test(channel: string): string;
};

const en: Words = {
  statuses: { present: 'present', late: 'late', absent: 'absent', excused: 'excused' },
  somebody: 'A student',
  listed: (status, count) =>
    `${{ present: 'Present', late: 'Late', absent: 'Absent', excused: 'Excused' }[status] ?? status} (${count})`,
  seenAt: (time) => `seen ${time}`,
  closed: ({ present, late, absent, excused }) =>
    `Closed: ${present} present, ${late} late, ${absent} absent, ${excused} excused`,
  unknownFaces: (count, where) => `${count === 1 ? 'An unknown face' : `${count} unknown faces`}: ${where}`,
  deviceOffline: (device, lastSeen) =>
    `Camera ${device} is offline${lastSeen === null ? '' : `, last heard of ${lastSeen}`}`,
  deviceOnline: (device, minutes) => `Camera ${device} is back after ${minutes} min`,
  atRisk: (who, course, percent, minimum) => `${who}: ${percent} attendance in ${course}, below ${minimum}`,
  cancelled: (session, reason) => `Cancelled: ${session}${reason ? ` (${reason})` : ''}`,
  moved: (course, from, to) => `Moved: ${course}, from ${from} to ${to}`,
  disputeOpened: (who, session) => `${who} disputes the record of ${session}`,
  disputeAnswered: (who, session, accepted) =>
    `Dispute ${accepted ? 'accepted' : 'rejected'}: ${who}, ${session}`,
  more: (count) => `and ${count} more`,
  digest: (count) => `${count} notices`,
  test: (channel) => `Test of the channel ${channel}. Notices will look like this.`,
};

const id: Words = {
  statuses: { present: 'hadir', late: 'terlambat', absent: 'tidak hadir', excused: 'izin' },
  somebody: 'Seorang mahasiswa',
  listed: (status, count) =>
    `${{ present: 'Hadir', late: 'Terlambat', absent: 'Tidak hadir', excused: 'Izin' }[status] ?? status} (${count})`,
  seenAt: (time) => `terlihat ${time}`,
  closed: ({ present, late, absent, excused }) =>
    `Ditutup: ${present} hadir, ${late} terlambat, ${absent} tidak hadir, ${excused} izin`,
  unknownFaces: (count, where) => `${count} wajah tidak dikenal: ${where}`,
  deviceOffline: (device, lastSeen) =>
    `Kamera ${device} luring${lastSeen === null ? '' : `, terakhir terdengar ${lastSeen}`}`,
  deviceOnline: (device, minutes) => `Kamera ${device} daring kembali setelah ${minutes} menit`,
  atRisk: (who, course, percent, minimum) => `${who}: kehadiran ${percent} di ${course}, di bawah ${minimum}`,
  cancelled: (session, reason) => `Dibatalkan: ${session}${reason ? ` (${reason})` : ''}`,
  moved: (course, from, to) => `Dipindahkan: ${course}, dari ${from} ke ${to}`,
  disputeOpened: (who, session) => `${who} menyanggah catatan ${session}`,
  disputeAnswered: (who, session, accepted) =>
    `Sanggahan ${accepted ? 'diterima' : 'ditolak'}: ${who}, ${session}`,
  more: (count) => `dan ${count} lainnya`,
  digest: (count) => `${count} pemberitahuan`,
  test: (channel) => `Uji saluran ${channel}. Pemberitahuan akan tampak seperti ini.`,
};

export const WORDS: Readonly<Record<ChannelLanguage, Words>> = { en, id };
