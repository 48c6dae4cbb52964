import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { saveStream } from '../../output/save-stream.ts';

export const excuseDocument = defineCommand({
  name: 'document',
  summary: 'Save the document that is kept with an excuse.',
  details: 'Who reads it is kept in the audit log.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --out letter.pdf'],
  input: {
    id: argument('<id>', "the excuse's id, from `hadir excuse list`", text),
    out: option('--out <file>', 'where to', text),
  },
  async run({ id, out }, { api }) {
    const bytes = await saveStream(await api.stream(`/v1/excuses/${encodeURIComponent(id)}/attachment`), out);
    return { json: { file: out, bytes }, text: `${out}: ${bytes} bytes` };
  },
});
