import { z } from 'zod';
import { pageOf } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { Receipt } from './privacy-models.ts';
import { receiptText } from './receipt-text.ts';

const path = '/v1/privacy/receipts';

export const privacyReceipt = defineCommand({
  name: 'receipt',
  summary: 'Show the receipt of an erasure, or list them.',
  details:
    'Exit code 1 when the signature is not this site’s. With --json it is what may be given to who was erased.',
  examples: ['', '0192d1a0-0000-7000-8000-000000000001 --json'],
  input: {
    id: argument('[id]', "the receipt's id", z.uuid('must be a UUID').optional()),
    ...pageFields,
  },
  async run({ id, ...page }, context) {
    const { api, time } = context;
    if (id !== undefined) {
      const receipt = await api.get(`${path}/${id}`, Receipt);
      return { json: receipt, text: receiptText(receipt, time), ok: receipt.isGenuine };
    }
    const columns = [
      { title: 'erased', value: ({ erasedAt }: Receipt) => time.dateTime(erasedAt) },
      { title: 'receipt', value: (receipt: Receipt) => receipt.id },
      { title: 'backups', value: ({ statement }: Receipt) => statement.backups },
      { title: 'genuine', value: ({ isGenuine }: Receipt) => (isGenuine ? 'yes' : 'NO') },
    ];
    return listResult(context, await api.get(path, pageOf(Receipt), page), columns, 'Nobody was erased.');
  },
});
