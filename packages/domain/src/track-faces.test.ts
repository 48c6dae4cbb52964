import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultTrackRule as rule, type Track, trackFaces } from './track-faces.ts';

type Face = { readonly x: number; readonly personId?: string; readonly width?: number };

const face = ({ x, personId, width = 100 }: Face) => ({
  box: { x, y: 50, width, height: width },
  personId: personId ?? null,
});

/** Tracks one frame after another; answers the ids that each frame's faces were given. */
function follow(frames: readonly (readonly [atMs: number, ...faces: Face[]])[]) {
  let tracks: readonly Track[] = [];
  const ids = frames.map(([atMs, ...faces], frame) => {
    const next = trackFaces(tracks, faces.map(face), atMs, (index) => `${frame}/${index}`);
    tracks = next.tracks;
    return next.ids;
  });
  return { ids, tracks };
}

const idsOf = (...frames: Parameters<typeof follow>[0]) => follow(frames).ids.map((ids) => ids.join());

describe('an unknown face', () => {
  test('when it is near where it was, then it is one track', () => {
    expect(idsOf([0, { x: 0 }], [500, { x: 60 }], [1000, { x: 120 }])).toEqual(['0/0', '0/0', '0/0']);
  });

  test('when it is out of reach in so short a time, then another track begins', () => {
    expect(idsOf([0, { x: 0 }], [100, { x: 150 }])).toEqual(['0/0', '1/0']);
    expect(idsOf([0, { x: 0 }], [1000, { x: 150 }])).toEqual(['0/0', '0/0']);
    expect(idsOf([0, { x: 0 }], [4000, { x: 250 }])).toEqual(['0/0', '1/0']);
  });

  test('when it was away for too long, then another track begins', () => {
    expect(idsOf([0, { x: 0 }], [rule.gapMs, { x: 0 }])).toEqual(['0/0', '0/0']);
    expect(idsOf([0, { x: 0 }], [rule.gapMs + 1, { x: 0 }])).toEqual(['0/0', '1/0']);
  });

  test('when it is of quite another size, then another track begins', () => {
    expect(idsOf([0, { x: 0 }], [500, { x: -50, width: 200 }])).toEqual(['0/0', '1/0']);
  });

  test('when it is matched later, then the track is that person from then on', () => {
    const { ids, tracks } = follow([
      [0, { x: 0 }],
      [500, { x: 0, personId: 'ada' }],
      [1000, { x: 0, personId: 'budi' }],
      [1500, { x: 0 }],
    ]);
    expect(ids.slice(0, 3)).toEqual([['0/0'], ['0/0'], ['2/0']]);
    expect(tracks.map(({ personId }) => personId).toSorted()).toEqual(['ada', 'budi']);
  });
});

describe('a matched face', () => {
  test('when the person has moved far, then it is one track', () => {
    expect(idsOf([0, { x: 0, personId: 'ada' }], [500, { x: 900, personId: 'ada', width: 200 }])).toEqual([
      '0/0',
      '0/0',
    ]);
  });

  test('when somebody else stands in the place, then it is another track', () => {
    expect(idsOf([0, { x: 0, personId: 'ada' }], [100, { x: 0, personId: 'budi' }])).toEqual(['0/0', '1/0']);
  });
});

describe('several faces', () => {
  test('when they pass in the order of their places, then each keeps its track', () => {
    expect(idsOf([0, { x: 0 }, { x: 300 }], [500, { x: 320 }, { x: 20 }])).toEqual(['0/0,0/1', '0/1,0/0']);
  });

  test('when two are near one track, then the nearer has it and the other begins one', () => {
    expect(idsOf([0, { x: 0 }], [500, { x: 90 }, { x: 10 }])).toEqual(['0/0', '1/0,0/0']);
  });

  test('when a person and a stranger are near one track of that person, then the person has it', () => {
    expect(idsOf([0, { x: 0, personId: 'ada' }], [500, { x: 5 }, { x: 400, personId: 'ada' }]).at(-1)).toBe(
      '1/0,0/0',
    );
  });
});

describe('the order of frames', () => {
  test('when a frame comes late, then it joins the track that was there at its time', () => {
    expect(
      idsOf([0, { x: 0 }], [1000, { x: 100 }], [20_000, { x: 100 }], [500, { x: 50 }], [19_000, { x: 90 }]),
    ).toEqual(['0/0', '0/0', '2/0', '0/0', '2/0']);
  });

  test('when frames come in any order, then a track has one face of a frame and one person at most', () => {
    const anyFace = fc.record({
      x: fc.nat(600),
      personId: fc.constantFrom('ada', 'budi', undefined),
    });
    const anyFrame = fc.tuple(
      fc.nat(30_000),
      fc.uniqueArray(anyFace, { maxLength: 4, selector: ({ personId, x }) => personId ?? x }),
    );
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 30 }), (given) => {
        const frames = given.map(([atMs, faces]) => [atMs, ...faces] as const);
        const { ids, tracks } = follow(frames as never);
        for (const inFrame of ids) expect(new Set(inFrame).size).toBe(inFrame.length);
        const named = ids.flatMap((inFrame, frame) =>
          inFrame.map((id, index) => ({ id, personId: given[frame]?.[1][index]?.personId })),
        );
        const pairs = new Set(named.flatMap(({ id, personId }) => (personId ? [`${id} ${personId}`] : [])));
        expect(new Set([...pairs].map((pair) => pair.split(' ')[0])).size).toBe(pairs.size);
        for (const { seen } of tracks) expect(seen.length).toBeLessThanOrEqual(rule.maxPoints);
      }),
    );
  });
});

test('when a face stays for minutes at ten frames a second, then its track keeps few points, over all of its time', () => {
  const frames = Array.from({ length: 600 }, (_, at) => [at * 100, { x: 0 }] as const);
  const { tracks } = follow(frames);
  expect(tracks).toHaveLength(1);
  const seen = tracks[0]?.seen.map(({ atMs }) => atMs) ?? [];
  expect(seen).toHaveLength(rule.maxPoints);
  expect([seen[0], seen.at(-1)]).toEqual([0, 59_900]);
  const gaps = seen.slice(1).map((at, index) => at - (seen[index] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(rule.gapMs);
});

test('when many come and go, then the tracks that were added to last are kept', () => {
  const frames = Array.from({ length: 100 }, (_, at) => [at * 60_000, { x: 0 }] as const);
  const { tracks } = follow(frames);
  expect(tracks).toHaveLength(rule.maxTracks);
  expect(tracks.at(-1)?.id).toBe('99/0');
});
