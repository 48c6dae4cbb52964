import type { EnrolmentWithPhotos } from '@hadir/db';

/** What to do about a photo that was rejected, by reason. */
const advice: Readonly<Record<string, string>> = {
  'no-face': 'No face was found: take the photo from the front, in even light, with nothing before the face.',
  'several-faces': 'Several people stand out: send a photo of this student alone.',
  'too-small': 'The face is too small: come closer, or send a larger photo.',
  blurred: 'The face is blurred: hold still, or take the photo in better light.',
  'bad-image': 'The file cannot be read as an image: export it again as a JPEG or PNG.',
  'no-consent': 'The consent was withdrawn meanwhile: record it again, then send the photos anew.',
  failed: 'The photos could not be looked at: upload the photos again.',
};

/** An enrolment as the API shows it; the keys of the photos stay inside. */
export function enrolmentView({ photos, ...enrolment }: EnrolmentWithPhotos) {
  return {
    ...enrolment,
    photos: photos.map(({ id, status, reason, measured }, at) => ({
      number: at + 1,
      id,
      status,
      reason,
      advice: reason === null ? null : (advice[reason] ?? null),
      measured: measured && { ...measured },
    })),
  };
}
