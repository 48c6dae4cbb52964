import { findStudent } from '../../api/find.ts';
import { CliError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { Erasure, Receipt } from './privacy-models.ts';
import { receiptText } from './receipt-text.ts';

export const privacyErase = defineCommand({
  name: 'erase',
  summary: 'Erase a student for good: rows, photos, templates, crops, backups.',
  details:
    'For administrators. There is no way back. Prints the receipt; keep its id: `hadir privacy verify-erasure ID` looks everywhere for what is left. What becomes of attendance is the setting erasure.attendance.',
  examples: ['20210001 --yes'],
  input: {
    number: argument('<number>', "the student's number", text),
    yes: option('--yes', 'really: without it nothing is erased', flag),
  },
  async run({ number, yes }, { api, time }) {
    const student = await findStudent(api, number);
    if (!yes) {
      const message = `${student.number} would be erased for good: ${student.id}.`;
      throw new CliError('not-confirmed', message, 'Add --yes if that is what you want.');
    }
    const path = `/v1/students/${student.id}`;
    const erasure = await api.send({ method: 'DELETE', path }, Erasure);
    if (erasure.receiptId === null) return { json: { erasure }, text: 'Nothing was left to erase.' };
    const receipt = await api.get(`/v1/privacy/receipts/${erasure.receiptId}`, Receipt);
    const next = `Check it in some minutes: hadir privacy verify-erasure ${receipt.id}`;
    return { json: { erasure, receipt }, text: `${receiptText(receipt, time)}\n\n${next}` };
  },
});
