/** How a person is turned in an accepted photo. Yaw in degrees, positive to the image's right; null where it was not measured. */
export type AcceptedPhoto = {
  readonly photoId: string;
  readonly yawDeg: number | null;
  readonly score: number;
};

export type View = 'frontal' | 'left' | 'right';

export type Coverage = {
  /** Accepted photos by view; those without a measured pose count as frontal. */
  readonly views: Readonly<Record<View, number>>;
  readonly missing: readonly View[];
  /** The photo to show for this person: of the frontal ones the best, else the best of all. */
  readonly bestPhotoId: string | null;
};

/** Up to here a face counts as frontal: people who look into a camera stay within, a quarter turn towards the shoulder does not. */
const FRONTAL_DEG = 12;

/** What the photos of one person show of them, and what is still missing: a class sees people from both sides of the door. */
export function coverageOf(photos: readonly AcceptedPhoto[]): Coverage {
  const views = { frontal: 0, left: 0, right: 0 };
  for (const photo of photos) views[viewOf(photo)] += 1;
  const missing = (['frontal', 'left', 'right'] as const).filter((view) => views[view] === 0);
  const frontal = photos.filter((photo) => viewOf(photo) === 'frontal');
  const [best] = (frontal.length > 0 ? frontal : photos).toSorted((a, b) => b.score - a.score);
  return { views, missing, bestPhotoId: best?.photoId ?? null };
}

function viewOf({ yawDeg }: AcceptedPhoto): View {
  if (yawDeg === null || Math.abs(yawDeg) <= FRONTAL_DEG) return 'frontal';
  return yawDeg < 0 ? 'left' : 'right';
}
