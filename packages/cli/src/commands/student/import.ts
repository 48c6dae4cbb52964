import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { runImport } from '../import/run-import.ts';

export const studentImport = defineCommand({
  name: 'import',
  summary: 'Add or rename students from a CSV or XLSX file, at once.',
  details:
    'As `hadir import students --apply`: the whole file is checked first, and with any error in it nothing is changed.',
  examples: ['students.csv --dry-run', 'students.csv'],
  input: {
    file: argument('<file>', 'the CSV or XLSX file', text),
    dryRun: option('--dry-run', 'only show what would change', flag),
  },
  run: ({ file, dryRun }, { api }) => runImport(api, { kind: 'students', file, apply: !dryRun }),
});
