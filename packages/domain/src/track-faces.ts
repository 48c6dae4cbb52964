export type TrackBox = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Where a track's face was at one time, ms since 1970. */
export type TrackPoint = { readonly atMs: number; readonly box: TrackBox };

/** One face over the frames of one device. */
export type Track = {
  readonly id: string;
  /** Who it was matched with; null while it has been unknown throughout. */
  readonly personId: string | null;
  /** In order of time, and not all of them: enough to say where the face was at about any time. */
  readonly seen: readonly TrackPoint[];
};

export type FaceToTrack = {
  readonly box: TrackBox;
  /** Who it is matched with; null for an unknown one. */
  readonly personId: string | null;
};

export type TrackRule = {
  /** A face that was away for longer begins another track. */
  readonly gapMs: number;
  /** How far an unknown face may have moved, in its widths: at once, for each second, and at most. */
  readonly reach: number;
  readonly reachPerSecond: number;
  readonly maxReach: number;
  /** How much larger or smaller an unknown face may have become. */
  readonly maxGrowth: number;
  /** What is kept: of the tracks those that were added to last, of a track's points those that tell most. */
  readonly maxTracks: number;
  readonly maxPoints: number;
};

/**
 * People who stand in line are about three face widths apart, so that two widths reach nobody else. A camera that sends two
 * frames a second and loses a few has been silent for less than five seconds.
 */
export const defaultTrackRule: TrackRule = {
  gapMs: 5000,
  reach: 0.7,
  reachPerSecond: 1.5,
  maxReach: 2,
  maxGrowth: 1.7,
  maxTracks: 48,
  maxPoints: 24,
};

/**
 * Gives every face of one frame to a track that was there shortly before or after, or to a new one: frames may come in any
 * order. Two people are never one track, however near; one person is, however far; an unknown face goes by nearness alone.
 * A track has at most one face of a frame, and the nearest pairs are made first. `idFor` names a new track by its face's index.
 */
export function trackFaces(
  tracks: readonly Track[],
  faces: readonly FaceToTrack[],
  atMs: number,
  idFor: (index: number) => string,
  rule: TrackRule = defaultTrackRule,
): { readonly ids: readonly string[]; readonly tracks: readonly Track[] } {
  const pairs = tracks
    .flatMap((track) => faces.map((face, index) => ({ track, index, cost: costOf(track, face, atMs, rule) })))
    .filter(({ cost }) => cost !== undefined)
    .toSorted((a, b) => (a.cost ?? 0) - (b.cost ?? 0));
  const given = new Map<number, Track>();
  const taken = new Set<string>();
  for (const { track, index } of pairs) {
    if (given.has(index) || taken.has(track.id)) continue;
    given.set(index, track);
    taken.add(track.id);
  }
  const grown = faces.map((face, index) =>
    grow(given.get(index) ?? { id: idFor(index), personId: null, seen: [] }, face, atMs, rule),
  );
  const changed = new Set(grown.map(({ id }) => id));
  const kept = [...tracks.filter(({ id }) => !changed.has(id)), ...grown].slice(-rule.maxTracks);
  return { ids: grown.map(({ id }) => id), tracks: kept };
}

/** The lower the likelier; undefined where it cannot be. What a match says goes before what nearness says. */
function costOf(track: Track, face: FaceToTrack, atMs: number, rule: TrackRule): number | undefined {
  const near = nearestInTime(track, atMs);
  if (!near) return undefined;
  const awayMs = Math.abs(near.atMs - atMs);
  if (awayMs > rule.gapMs) return undefined;
  const widths = distanceInWidths(near.box, face.box);
  if (track.personId !== null && face.personId !== null) {
    return track.personId === face.personId ? widths / (1 + widths) - 1 : undefined;
  }
  const reach = Math.min(rule.maxReach, rule.reach + (rule.reachPerSecond * awayMs) / 1000);
  const growth = Math.max(face.box.width / near.box.width, near.box.width / face.box.width);
  return widths <= reach && growth <= rule.maxGrowth ? widths : undefined;
}

function nearestInTime({ seen }: Track, atMs: number): TrackPoint | undefined {
  let nearest: TrackPoint | undefined;
  for (const point of seen) {
    if (!nearest || Math.abs(point.atMs - atMs) < Math.abs(nearest.atMs - atMs)) nearest = point;
  }
  return nearest;
}

function distanceInWidths(a: TrackBox, b: TrackBox): number {
  const across = a.x + a.width / 2 - (b.x + b.width / 2);
  const down = a.y + a.height / 2 - (b.y + b.height / 2);
  return Math.hypot(across, down) / Math.max(1, (a.width + b.width) / 2);
}

function grow(track: Track, { box, personId }: FaceToTrack, atMs: number, rule: TrackRule): Track {
  const seen = [...track.seen, { atMs, box }].toSorted((a, b) => a.atMs - b.atMs);
  return { id: track.id, personId: track.personId ?? personId, seen: thin(seen, rule.maxPoints) };
}

/** Leaves out the point whose neighbours are closest together; never the first or the last. */
function thin(seen: readonly TrackPoint[], maxPoints: number): readonly TrackPoint[] {
  if (seen.length <= maxPoints) return seen;
  const gapWithout = (at: number): number => (seen[at + 1]?.atMs ?? 0) - (seen[at - 1]?.atMs ?? 0);
  let least = 1;
  for (let at = 2; at < seen.length - 1; at += 1) if (gapWithout(at) < gapWithout(least)) least = at;
  return seen.filter((_, at) => at !== least);
}
