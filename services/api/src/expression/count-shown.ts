import { EXPRESSION_LABELS, type ExpressionCount, type ExpressionCountLabel } from '@hadir/db';

/** Null is a count too small to show. */
export type ShownCounts = Readonly<Record<ExpressionCountLabel, number | null>>;

/** Below it a count may be put down to one person whom somebody saw there. */
export const LEAST_SHOWN = 5;

/** Counts of fewer than LEAST_SHOWN people are left out, none at all like few: that nobody smiled says something of everybody. */
export function shownCounts(counts: readonly ExpressionCount[]): ShownCounts {
  const shown = (label: ExpressionCountLabel): number | null => {
    const people = counts.find((count) => count.label === label)?.people ?? 0;
    return people < LEAST_SHOWN ? null : people;
  };
  const entries = EXPRESSION_LABELS.map((label) => [label, shown(label)] as const);
  return Object.fromEntries(entries) as ShownCounts;
}
