import type { Correction } from '../../api/correction-models.ts';

const NOTES: Readonly<Record<string, string>> = {
  'no-crop': 'no crop of the face was kept',
  'no-consent': 'the student has given no consent',
  'no-face': 'no face was found in the crop',
  'bad-image': 'the crop cannot be read',
  disagrees: 'the face does not agree with any enrolment photo of the student',
  'closer-to-another': 'somebody else who is enrolled is about as close',
  'not-enrolled': 'the student is not enrolled',
  failed: 'it failed again and again; see `hadir jobs failed`',
  replaced: 'newer faces took its place',
  removed: 'the template was removed',
};

/** What became of a correction, for people. */
export function correctionText(correction: Correction): string {
  return [`Correction ${correction.id} stands.`, markLine(correction), learningLine(correction)].join('\n');
}

function markLine({ mark }: Correction): string {
  if (!mark) return 'The attendance record is as it was.';
  if (mark.after === null) return `The mark (${mark.before}) is withdrawn.`;
  return `The attendance record: ${mark.before ?? 'nothing'} → ${mark.after}.`;
}

function learningLine({ kind, learning, learningNote }: Correction): string {
  const why = NOTES[learningNote ?? ''] ?? learningNote;
  if (learning === 'pending') return 'What can be learned from the face is still to come.';
  if (learning === 'refused') return `Nothing was learned: ${why}.`;
  if (learning === 'none') return why ? `Nothing is learned: ${why}.` : 'Nothing was to be learned.';
  return kind === 'this-person'
    ? 'The face is one of the student’s templates now.'
    : 'The face counts against the student from now on.';
}
