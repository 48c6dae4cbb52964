import { expect, test } from 'vitest';
import { reportCsv } from './report-csv.ts';
import type { ReportRow } from './report-schemas.ts';

const row: ReportRow = {
  sessionId: '0190d3a8-0000-7000-8000-000000000001',
  date: '2025-03-03',
  startsAt: '2025-03-03T09:00:00+07:00',
  endsAt: '2025-03-03T10:40:00+07:00',
  courseId: '0190d3a8-0000-7000-8000-000000000002',
  courseCode: 'MAT101',
  courseName: 'Algebra, "linear"',
  roomName: 'A 101',
  studentId: '0190d3a8-0000-7000-8000-000000000003',
  studentNumber: 'S1',
  studentName: 'Ayu',
  group: 'A',
  status: 'present',
  statusSource: 'camera',
  firstSeenAt: '2025-03-03T09:01:00.500+07:00',
  lastSeenAt: null,
  leftEarly: null,
  score: -1.5,
};

async function csv(rows: readonly ReportRow[], bom = false): Promise<string> {
  let text = '';
  for await (const chunk of reportCsv(batches(rows), { bom })) text += chunk;
  return text;
}

async function* batches(rows: readonly ReportRow[]): AsyncGenerator<readonly ReportRow[]> {
  for (const each of rows) yield [each];
}

test('when rows are written, then quotes, commas and times are as a spreadsheet reads them', async () => {
  const [head, line, end] = (await csv([row])).split('\r\n');
  expect(head).toBe(
    'date,starts,ends,course_code,course_name,room,student_number,student_name,status,status_source,first_seen,last_seen,score,session_id,student_id',
  );
  expect(line).toBe(
    `2025-03-03,09:00,10:40,MAT101,"Algebra, ""linear""",A 101,S1,Ayu,present,camera,2025-03-03 09:01:00,,-1.5,${row.sessionId},${row.studentId}`,
  );
  expect(end).toBe('');
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'])(
  'when a name reads %j, then no spreadsheet takes it for a formula',
  async (studentName) => {
    const text = await csv([{ ...row, studentName }]);
    expect(text).toContain(`'${studentName}`);
  },
);

test('when a byte order mark is wanted, then it comes once, at the very start', async () => {
  const text = await csv([row, row], true);
  expect(text.lastIndexOf('\uFEFF')).toBe(0);
  expect(await csv([row])).not.toContain('\uFEFF');
});

test('when there are no rows, then the column names are there all the same', async () => {
  expect((await csv([])).split('\r\n')).toHaveLength(2);
});
