import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { runImport } from './run-import.ts';

export const importTimetable = defineCommand({
  name: 'timetable',
  summary: 'Plan weekly series and single sessions, from a CSV or XLSX file.',
  details:
    'Shows every problem by row and what would change; writes nothing without --apply, and with any error in the file nothing at all. The first row names the columns, in English or Indonesian: course (kode mk), room (ruang), day (hari) or date (tanggal), start (mulai), end (selesai) and, if you like, from, to, weeks (minggu) and lecturer (dosen, an e-mail address).',
  examples: ['timetable.xlsx', 'timetable.csv --remove-missing --apply'],
  input: {
    file: argument('<file>', 'the CSV or XLSX file', text),
    removeMissing: option(
      '--remove-missing',
      'remove weekly series of the courses in the file that it does not name',
      flag,
    ),
    apply: option('--apply', 'write it, when the file has no errors', flag),
  },
  run: ({ file, removeMissing, apply }, { api }) =>
    runImport(api, { kind: 'timetable', file, removeMissing, apply }),
});
