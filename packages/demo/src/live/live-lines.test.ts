import type { FaceOutcome, FrameOutcome } from '@hadir/contracts';
import { expect, test } from 'vitest';
import { createScreen } from '../screen.ts';
import { createLiveLines } from './live-lines.ts';

const SITI = '00000000-0000-7000-8000-00000000000a';

function outcomeOf(status: FaceOutcome['status'], studentId: string | null): FrameOutcome {
  return {
    frameId: 'demo-cam-0123456789abcdef-1',
    deviceId: 'demo-cam',
    sessionId: null,
    capturedAt: '2026-03-02T01:02:03.000Z',
    receivedAt: '2026-03-02T01:02:03.100Z',
    decidedAt: '2026-03-02T01:02:03.200Z',
    dropped: null,
    faces: [{ faceNumber: 0, status, studentId, score: 12.34, threshold: 8 }],
  };
}

function linesOn(isTTY: boolean) {
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const screen = createScreen({ isTTY, columns: 120, write });
  const nameOf = (id: string) => (id === SITI ? 'Siti Rahmawati' : undefined);
  const lines = createLiveLines({ screen, nameOf, timeZone: 'Asia/Jakarta' });
  return { lines, written: () => written };
}

const show = (outcome: FrameOutcome) => ({ outcome, people: [], latencyMs: 187 });

test('when somebody is marked, then the line says when, who, what, the score and how long it took', () => {
  const { lines, written } = linesOn(false);
  lines.show(show(outcomeOf('present', SITI)));
  expect(written()).toMatch(/^08:02:03\s+Siti Rahmawati\s+present\s+12\.3\s+187 ms\n$/);
});

test('when somebody is unknown, then no name is shown', () => {
  const { lines, written } = linesOn(false);
  lines.show(show(outcomeOf('unknown', null)));
  expect(written()).toContain('somebody unknown');
});

test('when it is told why somebody is unknown, then the line says it, and a match says what became of it', () => {
  const { lines, written } = linesOn(false);
  const because = (status: FaceOutcome['status'], reason: FaceOutcome['reason'], id: string | null) => {
    const outcome = outcomeOf(status, id);
    return show({ ...outcome, faces: outcome.faces.map((face) => ({ ...face, reason })) });
  };
  lines.show(because('unknown', 'engines-disagree', null));
  lines.show(because('confirming', 'match', SITI));
  lines.show(because('unknown', 'match', null));
  expect(written()).toMatch(
    /unknown +engines-disagree +12\.3.*\n.*Rahmawati +confirming .*\n.*unknown +unknown /,
  );
});

test('when the same comes again on a terminal, then one line counts it', () => {
  const { lines, written } = linesOn(true);
  for (let times = 0; times < 3; times += 1) lines.show(show(outcomeOf('duplicate', SITI)));
  expect(written().split('\n')).toHaveLength(4);
  const [upAndClear, lastLine] = ['\x1b[1A\x1b[2K', written().trimEnd().split('\n').at(-1)];
  expect(lastLine?.startsWith(upAndClear)).toBe(true);
  expect(lastLine).toMatch(/duplicate.*×3$/);
});

test('when the same comes again elsewhere, then it is shown once', () => {
  const { lines, written } = linesOn(false);
  for (let times = 0; times < 3; times += 1) lines.show(show(outcomeOf('duplicate', SITI)));
  lines.show(show(outcomeOf('unknown', null)));
  expect(written().trimEnd().split('\n')).toHaveLength(2);
});

test('when several in one frame are unknown, then one line stands for them', () => {
  const { lines, written } = linesOn(false);
  const [known] = outcomeOf('duplicate', SITI).faces;
  const unknown = outcomeOf('unknown', null);
  lines.show(show({ ...unknown, faces: [...unknown.faces, ...unknown.faces, ...(known ? [known] : [])] }));
  expect(written().match(/unknown {2,}/g)).toHaveLength(2);
  expect(written().trimEnd().split('\n')).toHaveLength(2);
});

test('when a frame shows nobody, then no line is written; when no class is open, then one says so', () => {
  const { lines, written } = linesOn(false);
  const empty = { ...outcomeOf('unknown', null), faces: [] };
  lines.show(show({ ...empty, dropped: 'no-face' }));
  expect(written()).toBe('');
  lines.show(show({ ...empty, dropped: 'no-open-session' }));
  expect(written()).toContain('no-open-session');
});
