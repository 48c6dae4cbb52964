import { byId } from '../../api/find.ts';
import { Course, Student } from '../../api/models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { moreLine } from '../../output/more-line.ts';
import { facts, table } from '../../output/table.ts';
import { changedRule, ruleInput, rulePlace, since } from './rule-fields.ts';
import { type PreviewItem, RulePreview } from './rule-model.ts';

export const rulePreview = defineCommand({
  name: 'preview',
  summary: 'Show what a changed rule would mean for sessions to come and past records.',
  details: 'Takes the options of `hadir rule set`, and changes nothing.',
  examples: ['--course IF-101 --late-after 20', '--closes-after 30 --since 2026-09-01'],
  input: { ...ruleInput, since, ...pageFields },
  async run({ course, since: from, limit, cursor, ...given }, { api, time, screen }) {
    const place = await rulePlace(api, course);
    const rule = await changedRule(api, place, given);
    const query = new URLSearchParams({ limit: String(limit), ...(cursor === undefined ? {} : { cursor }) });
    const path = `${place.path}/preview?${query}`;
    const preview = await api.send({ method: 'POST', path, body: { rule, since: from } }, RulePreview);
    const { sessions, recordsChanged, isComplete, items, nextCursor } = preview;
    const summary = facts([
      ['Sessions to come that take it', sessions.future],
      ['Sessions under way that keep theirs', sessions.underWay],
      ['Past sessions with another rule', sessions.past],
      ['Past records that would change', `${recordsChanged ?? '–'}${isComplete ? '' : ' or more'}`],
    ]);
    if (items.length === 0) return { json: preview, text: summary };
    const students = await byId(
      api,
      '/v1/students',
      Student,
      items.map(({ studentId }) => studentId),
    );
    const courses = await byId(
      api,
      '/v1/courses',
      Course,
      items.map(({ courseId }) => courseId),
    );
    const columns = [
      { title: 'session', value: ({ startsAt }: PreviewItem) => time.dateTime(startsAt) },
      { title: 'course', value: ({ courseId }: PreviewItem) => courses.get(courseId)?.code ?? courseId },
      {
        title: 'number',
        value: ({ studentId }: PreviewItem) => students.get(studentId)?.number ?? studentId,
      },
      { title: 'now', value: ({ before }: PreviewItem) => verdictText(before) },
      { title: 'then', value: ({ after }: PreviewItem) => verdictText(after) },
    ];
    const list = [table(items, columns, screen.width), ...moreLine(nextCursor)].join('\n');
    return { json: preview, text: `${summary}\n\n${list}` };
  },
});

function verdictText({ status, leftEarly }: PreviewItem['before']): string {
  return leftEarly ? `${status}, left early` : status;
}
