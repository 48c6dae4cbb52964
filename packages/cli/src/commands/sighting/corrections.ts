import { Correction } from '../../api/correction-models.ts';
import { findStudent } from '../../api/find.ts';
import { pageOf } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const sightingCorrections = defineCommand({
  name: 'corrections',
  summary: "List a student's corrections and what was learned, the newest first.",
  examples: ['20210001'],
  input: { number: argument('<number>', "the student's number", text), ...pageFields },
  async run({ number, ...page }, context) {
    const { api, time } = context;
    const { id } = await findStudent(api, number);
    const corrections = await api.get(`/v1/students/${id}/corrections`, pageOf(Correction), page);
    return listResult(
      context,
      corrections,
      [
        { title: 'id', value: (each: Correction) => each.id },
        { title: 'made', value: (each: Correction) => time.dateTime(each.madeAt) },
        { title: 'kind', value: (each: Correction) => each.kind },
        { title: 'learned', value: ({ learning, learningNote }: Correction) => learningNote ?? learning },
        { title: 'reason', value: (each: Correction) => each.reason, flexible: true },
      ],
      'There are no corrections of this student.',
    );
  },
});
