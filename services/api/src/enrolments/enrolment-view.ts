import type { EnrolmentWithPhotos } from '@hadir/db';
import { coverageOf, type View } from '@hadir/domain';
import type { Actor } from '@hadir/platform';
import { writers } from '../shared/roles.ts';

/** What to do about a photo that was rejected, by reason. */
const advice: Readonly<Record<string, string>> = {
  'no-face': 'No face was found: take the photo from the front, in even light, with nothing before the face.',
  'several-faces': 'Several people stand out: send a photo of this student alone.',
  'too-small': 'The face is too small: come closer, or send a larger photo.',
  'too-dark': 'The face is too dark: turn towards a window or a lamp.',
  'too-bright': 'The face is too bright: step out of the direct light.',
  blurred: 'The face is blurred: hold still, or take the photo in better light.',
  'extreme-pose': 'The head is turned or tilted too far: turn it half as far, or look into the camera.',
  occluded: 'A part of the face is covered: take off mask, sunglasses or scarf, keep hands and hair aside.',
  'eyes-closed': 'The eyes are closed: take the photo again with open eyes.',
  'not-live':
    'This looks like a picture of a picture: take the photo of the student, not of a screen or print.',
  'looks-like-other':
    'The photo looks like another student who is enrolled: make sure who it is. For twins enrol with allowLookAlike.',
  'bad-image': 'The file cannot be read as an image: export it again as a JPEG or PNG.',
  'no-consent': 'The consent was withdrawn meanwhile: record it again, then send the photos anew.',
  failed: 'The photos could not be looked at: upload the photos again.',
};

const wanted: Readonly<Record<View, string>> = {
  frontal: 'looking into the camera',
  left: "with the head turned a little to the picture's left",
  right: "with the head turned a little to the picture's right",
};

/**
 * An enrolment as the API shows it; the keys of the photos stay inside. Whom a photo looks like is a finding about another student:
 * only those who run the classes are told.
 */
export function enrolmentView(
  { photos, allowLookAlike: _, ...enrolment }: EnrolmentWithPhotos,
  { role }: Pick<Actor, 'role'>,
) {
  const isTold = writers.some((writer) => writer === role);
  return {
    ...enrolment,
    photos: photos.map(({ id, status, reason, measured, similarStudentId }, at) => ({
      number: at + 1,
      id,
      status,
      reason,
      advice: reason === null ? null : (advice[reason] ?? null),
      measured: measured && { ...measured },
      similarStudentId: isTold ? similarStudentId : null,
    })),
    coverage: coverageView(photos),
  };
}

function coverageView(photos: EnrolmentWithPhotos['photos']) {
  const accepted = photos.filter(({ status }) => status === 'accepted');
  const { views, missing, bestPhotoId } = coverageOf(
    accepted.map(({ id, measured }) => ({
      photoId: id,
      yawDeg: measured?.yawDeg ?? null,
      score: measured?.score ?? 0,
    })),
  );
  const list = missing.map((view) => wanted[view]).join(', ');
  const isWanted = accepted.length > 0 && missing.length > 0;
  return {
    views,
    missing: [...missing],
    advice: isWanted ? `Photos that would help: ${list}.` : null,
    bestPhotoId,
  };
}
