import type { CampusTime } from '../../campus-time.ts';
import { facts } from '../../output/table.ts';
import type { Receipt } from './privacy-models.ts';

/** A receipt for people: what went, what is left and until when. */
export function receiptText(receipt: Receipt, time: CampusTime): string {
  const { id, erasedAt, isGenuine, statement } = receipt;
  const rows = Object.entries(statement.rows).map(
    ([table, count]) => `${count} ${table.replaceAll('_', ' ')}`,
  );
  const remains = statement.remains.map(({ what, until }) => [
    `  ${what}`,
    until === null ? 'for as long as the site keeps it' : `until ${time.dateTime(until)}`,
  ]);
  return facts([
    ['Receipt', id],
    ['Erased', time.dateTime(erasedAt)],
    ['Subject', statement.subjectId],
    ['Signature', isGenuine ? 'genuine' : 'NOT of this site, or the receipt was changed'],
    ['Rows', rows.join(', ') || 'none'],
    ['Attendance', statement.attendance],
    ['Objects', String(statement.objects)],
    ['Backups', statement.backups],
    [
      'Redis',
      `${statement.shortTerm ?? 'not yet known how many'} entries; file: ${statement.appendOnlyFile}`,
    ],
    ['What stays', remains.length === 0 ? 'nothing' : ''],
    ...remains.map(([what, until]) => [what ?? '', until ?? ''] as const),
  ]);
}
