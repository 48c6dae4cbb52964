import { option } from '../../command/define-command.ts';
import { day } from '../../command/fields.ts';

export const semesterDays = {
  from: option('--from <day>', 'the first day', day),
  to: option('--to <day>', 'the last day', day),
};
