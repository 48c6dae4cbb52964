import { option } from '../../command/define-command.ts';
import { day, text } from '../../command/fields.ts';

export const semesterOption = option('--semester <name>', 'the semester', text.optional());
export const semesterDays = {
  from: option('--from <day>', 'the first day', day),
  to: option('--to <day>', 'the last day', day),
};
