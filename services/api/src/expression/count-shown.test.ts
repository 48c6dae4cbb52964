import { expect, test } from 'vitest';
import { shownCounts } from './count-shown.ts';

const sessionId = 'session';

test('when a count is below five, then it is left out as if nobody had shown it', () => {
  const counts = [
    { sessionId, label: 'happy', people: 4 },
    { sessionId, label: 'neutral', people: 5 },
  ] as const;
  expect(shownCounts(counts)).toEqual({ happy: null, neutral: 5, 'eyes-closed': null });
});

test('when nothing was counted, then nothing is shown', () => {
  expect(shownCounts([])).toEqual({ happy: null, neutral: null, 'eyes-closed': null });
});
