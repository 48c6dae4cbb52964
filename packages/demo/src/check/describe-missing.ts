import type { TimedOutcome } from '../live/frame-times.ts';

/** A line for each person who was shown and not marked: what became of the frames that show only that person. */
export function describeMissing(
  expected: ReadonlyMap<string, string>,
  recorded: readonly string[],
  outcomes: readonly TimedOutcome[],
): readonly string[] {
  const missing = [...expected].filter(([, studentId]) => !recorded.includes(studentId));
  return missing.map(([label, studentId]) => {
    const frames = outcomes.filter(({ people }) => people?.includes(label));
    const matched = frames.filter(({ outcome }) =>
      outcome.faces.some((face) => face.studentId === studentId),
    );
    const without = frames.filter(({ outcome }) => outcome.faces.length === 0);
    const scores = frames.map(({ outcome }) =>
      Math.max(0, ...outcome.faces.map(({ score }) => score)).toFixed(1),
    );
    return `student ${label} was not marked: of ${frames.length} frames ${matched.length} matched and ${without.length} had no face; best scores ${scores.join(', ')}`;
  });
}
