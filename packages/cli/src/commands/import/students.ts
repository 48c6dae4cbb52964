import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { runImport } from './run-import.ts';

export const importStudents = defineCommand({
  name: 'students',
  summary: 'Add students and bring them up to date, from a CSV or XLSX file.',
  details:
    'Shows every problem by row and what would change; writes nothing without --apply, and with any error in the file nothing at all. The first row names the columns, in English or Indonesian: number (nim), name (nama) and, if you like, email, course (kode mk) and group (kelas). The same file again changes nothing; students who are not in it stay.',
  examples: ['students.xlsx', 'students.csv --apply'],
  input: {
    file: argument('<file>', 'the CSV or XLSX file', text),
    apply: option('--apply', 'write it, when the file has no errors', flag),
  },
  run: ({ file, apply }, { api }) => runImport(api, { kind: 'students', file, apply }),
});
