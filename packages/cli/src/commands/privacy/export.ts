import { findStudent } from '../../api/find.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { saveStream } from '../../output/save-stream.ts';

export const privacyExport = defineCommand({
  name: 'export',
  summary: 'Write everything that is kept about a student into a ZIP.',
  details:
    'Rows as JSON and CSV, photos, crops, documents, and who looked at them, with a page that explains it in English and Indonesian. Templates are left out: they are sealed and mean nothing to a reader. It holds faces: give it to nobody but the student.',
  examples: ['20210001 --out 20210001.zip'],
  input: {
    number: argument('<number>', "the student's number", text),
    out: option('--out <file>', 'where to write it', text),
  },
  async run({ number, out }, { api }) {
    const student = await findStudent(api, number);
    const bytes = await saveStream(await api.stream(`/v1/students/${student.id}/export`), out);
    return {
      json: { studentId: student.id, file: out, bytes },
      text: `Wrote ${out} (${(bytes / 1_000_000).toFixed(1)} MB).`,
    };
  },
});
