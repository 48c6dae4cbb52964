import { type Frame, SiteSettings } from '@hadir/contracts';
import type { Face } from '@hadir/vision';
import { expect, test } from 'vitest';
import { type DecideDeps, decideFrame } from './decide-frame.ts';
import { createExpressionTurns } from './expression-turns.ts';
import type { FoundFace } from './identify-faces.ts';
import type { KeptSample } from './presentation-samples.ts';
import { emptyFrame } from './testing/people.ts';

const rule = { threshold: 0.5, margin: 0.1, minQuality: 0.1 };
const frame: Frame = {
  frameId: 'door-1-12',
  deviceId: 'door',
  roomId: null,
  capturedAt: '2026-03-02T01:00:00.000Z',
  receivedAt: '2026-03-02T01:00:00.000Z',
  bytes: 1,
};
const CAPTURED_MS = Date.parse(frame.capturedAt);

type Found = { readonly scores: Record<string, number>; readonly quality?: number };

function found({ scores, quality: score = 1 }: Found, faceNumber = 0, asked: object[] = []): FoundFace {
  const quality = { sizePx: 100, sharpness: 12, brightness: 128, yawDeg: 0, pitchDeg: 0, rollDeg: 0 };
  const face: Face = {
    box: { x: 100 + 200 * faceNumber, y: 100, width: 100, height: 100 },
    landmarks: { leftEye: { x: 130, y: 140 }, rightEye: { x: 170, y: 140 } },
    quality: { ...quality, eyesClosed: 0.1, occlusion: 0, score },
    templates: [],
    signs: async (wanted) => {
      asked.push(wanted);
      return { live: 0.9, expression: null };
    },
    crop: async () => Buffer.alloc(0),
  };
  const candidates = Object.entries(scores).map(([personId, value]) => ({
    personId,
    score: value,
    parts: {},
  }));
  return { faceNumber, face, search: { candidates, agreement: null } };
}

/** What earlier frames of the presentation left, 110 ms apart unless told, the last one just before this frame. */
const before = (eyesClosed: readonly number[], likeId: string | null, everyMs = 110): KeptSample[] =>
  eyesClosed.map((closed, at) => ({
    frameId: `door-1-${at}`,
    faceNumber: 0,
    likeId,
    sample: {
      atMs: CAPTURED_MS - (eyesClosed.length - at) * everyMs,
      box: { x: 100, y: 100, width: 100, height: 100 },
      landmarks: { leftEye: { x: 130, y: 140 }, rightEye: { x: 170, y: 140 } },
      eyesClosed: closed,
      live: null,
      sharpness: 12,
      surround: null,
      screen: null,
    },
  }));
const OPEN = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
const BLINK = [0.1, 0.1, 0.9, 0.9, 0.1, 0.1];

function depsWith(earlier: readonly KeptSample[] = []): DecideDeps & { readonly added: KeptSample[] } {
  const added: KeptSample[] = [];
  return {
    added,
    expressionTurns: createExpressionTurns(),
    trackPresentations: async (_frame, _session, faces) => faces.map((_, at) => `presentation-${at}`),
    addSample: async (_id, sample) => {
      added.push(sample);
      return [...earlier, sample];
    },
  };
}

async function decide(
  faces: readonly FoundFace[],
  livenessMode: SiteSettings['livenessMode'],
  deps: DecideDeps = depsWith(),
  expression = false,
) {
  const settings = { ...SiteSettings.parse({}), livenessMode };
  return decideFrame(deps, {
    frame,
    session: { id: 's' },
    bytes: await emptyFrame(),
    found: faces,
    rule,
    settings: { ...settings, expression: { ...settings.expression, enabled: expression } },
  });
}

const ada = () => found({ scores: { ada: 0.9 } });

test('when liveness is off, then faces are tracked and nothing is measured', async () => {
  const deps = depsWith();
  const [face] = await decide([ada()], 'off', deps);
  expect(face).toMatchObject({
    identification: { reason: 'match' },
    presence: { presentationId: 'presentation-0', liveness: null, samples: [] },
    awaitsLife: false,
  });
  expect(deps.added).toEqual([]);
});

test('when liveness is advice, then the verdict stands with the face and refuses nobody', async () => {
  const [still] = await decide([ada()], 'advisory', depsWith(before(OPEN, 'ada')));
  expect(still).toMatchObject({ identification: { reason: 'match' }, awaitsLife: false });
  expect(still?.presence.liveness).toMatchObject({ verdict: 'undecided' });
  const [blinked] = await decide([ada()], 'advisory', depsWith(before(BLINK, 'ada')));
  expect(blinked?.presence.liveness).toMatchObject({ verdict: 'live' });
});

test('when life is to be shown and a blink was seen, then the match stands', async () => {
  const [face] = await decide([ada()], 'enforce', depsWith(before(BLINK, 'ada')));
  expect(face).toMatchObject({ identification: { personId: 'ada', reason: 'match' }, awaitsLife: false });
});

test('when life is to be shown and none was yet, then the match waits', async () => {
  const [face] = await decide([ada()], 'enforce', depsWith(before(OPEN, 'ada')));
  expect(face).toMatchObject({ identification: { personId: 'ada', reason: 'match' }, awaitsLife: true });
});

test('when none was shown for as long as it may take, then the match is refused, and a blink later still counts', async () => {
  const long = Array.from({ length: 30 }, () => 0.1);
  const [refused] = await decide([ada()], 'enforce', depsWith(before(long, 'ada', 500)));
  expect(refused).toMatchObject({
    identification: { personId: null, reason: 'spoof-suspected', candidate: { personId: 'ada' } },
    awaitsLife: false,
  });
  const [blinked] = await decide(
    [ada()],
    'enforce',
    depsWith([...before(long, 'ada', 500), ...before(BLINK, 'ada')]),
  );
  expect(blinked).toMatchObject({ identification: { reason: 'match' }, awaitsLife: false });
});

test('when somebody else blinked in the same place, then it does not speak for the face that is there now', async () => {
  for (const likeId of ['budi', null]) {
    const [face] = await decide([ada()], 'enforce', depsWith(before(BLINK, likeId)));
    expect(face).toMatchObject({ awaitsLife: true });
    expect(face?.presence.samples).toHaveLength(1);
  }
});

test('when closed eyes lower the score, then the frame is still one of the person whom it is most like', async () => {
  const deps = depsWith();
  await decide([found({ scores: { ada: 0.3 } })], 'advisory', deps);
  await decide([found({ scores: { ada: 0.2 } })], 'advisory', deps);
  expect(deps.added.map(({ likeId }) => likeId)).toEqual(['ada', null]);
});

test('when more faces are in view than are judged, then the smaller ones wait where life is to be shown', async () => {
  const faces = Array.from({ length: 7 }, (_, at) => found({ scores: { [`p${at}`]: 0.9 } }, at));
  const decided = await decide(faces, 'enforce');
  expect(decided[6]).toMatchObject({ presence: { liveness: null }, awaitsLife: true });
  expect((await decide(faces, 'advisory'))[6]).toMatchObject({ awaitsLife: false });
});

test('when expressions are counted, then only of those who are matched, and liveness may be off', async () => {
  const asked: object[] = [];
  const faces = [found({ scores: { ada: 0.9 } }, 0, asked), found({ scores: { ada: 0.1 } }, 1, asked)];
  const deps = depsWith();
  const [face] = await decide(faces, 'off', deps, true);
  expect(asked).toEqual([
    { live: false, expression: true },
    { live: false, expression: false },
  ]);
  expect(face?.presence.liveness).toBeNull();
  expect(deps.added[0]?.sample.surround).toBeNull();
  await decide(faces, 'off', { ...deps, expressionTurns: () => false }, true);
  expect(asked.slice(2)).toEqual([
    { live: false, expression: false },
    { live: false, expression: false },
  ]);
});
