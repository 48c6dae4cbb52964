import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { runImport } from './run-import.ts';

export const importRosters = defineCommand({
  name: 'rosters',
  summary: 'Put students on the rosters of courses, from a CSV or XLSX file.',
  details:
    'Shows every problem by row and what would change; writes nothing without --apply, and with any error in the file nothing at all. The first row names the columns, in English or Indonesian: course (kode mk), number (nim) and, if you like, group (kelas).',
  examples: ['rosters.xlsx', 'rosters.csv --remove-missing --apply'],
  input: {
    file: argument('<file>', 'the CSV or XLSX file', text),
    removeMissing: option(
      '--remove-missing',
      'take off the rosters of the courses in the file whoever it does not name there',
      flag,
    ),
    apply: option('--apply', 'write it, when the file has no errors', flag),
  },
  run: ({ file, removeMissing, apply }, { api }) =>
    runImport(api, { kind: 'rosters', file, removeMissing, apply }),
});
