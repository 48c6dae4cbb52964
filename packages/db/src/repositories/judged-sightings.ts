import type { Store } from '../connection/store.ts';
import type { CorrectionKind } from '../tables/correction.ts';

/** A sighting with a candidate, and whether that is the person as far as is known. */
export type JudgedSighting = {
  readonly id: string;
  readonly sessionId: string;
  readonly capturedAt: Date;
  readonly engine: string | null;
  readonly modelVersion: string | null;
  readonly candidateId: string;
  readonly score: number;
  /** That was in force then. */
  readonly threshold: number;
  readonly margin: number | null;
  readonly requiredMargin: number | null;
  readonly agreement: string | null;
  readonly quality: number | null;
  readonly reason: string;
  readonly presentationId: string | null;
  /**
   * `genuine`: staff said so, or a camera's mark rests on it and nobody objected. `impostor`: staff said that it, or another
   * sighting of its presentation, is not the candidate, or is another person. Null: nobody said anything, and nothing was marked.
   */
  readonly label: 'genuine' | 'impostor' | null;
};

/** A lecture of two hours at two frames a second has as many of three faces. */
const MOST = 50_000;

const SIGHTINGS = `
  SELECT s.id AS id, s.session_id AS sessionId, s.captured_at AS capturedAt, s.engine AS engine,
         s.model_version AS modelVersion, s.candidate_id AS candidateId, s.score AS score,
         s.threshold AS threshold, s.margin AS margin,
         s.required_margin AS requiredMargin, s.agreement AS agreement, s.quality AS quality, s.reason AS reason,
         s.presentation_id AS presentationId, s.student_id = s.candidate_id AND a.id IS NOT NULL AS isMarked
  FROM sightings s
  LEFT JOIN attendance_records a ON a.session_id = s.session_id AND a.student_id = s.candidate_id
                                AND a.status_source = 'camera'
  WHERE s.session_id = ? AND s.candidate_id IS NOT NULL
  ORDER BY s.captured_at, s.id LIMIT ${MOST}`;

const WORDS = `
  SELECT s.id AS sightingId, s.presentation_id AS presentationId, c.kind AS kind, c.student_id AS studentId
  FROM sightings s JOIN corrections c ON c.sighting_id = s.id
  WHERE s.session_id = ? ORDER BY s.captured_at, s.id LIMIT ${MOST}`;

type Seen = Omit<JudgedSighting, 'label'> & { readonly isMarked: number | string | null };
type Word = {
  readonly sightingId: string;
  readonly presentationId: string | null;
  readonly kind: CorrectionKind;
  readonly studentId: string;
};

/** Of one session, the oldest first; at most 50,000. */
export function judgedSightings(store: Store, sessionId: string): Promise<JudgedSighting[]> {
  return store.read(async (manager) => {
    const words: Word[] = await manager.query(WORDS, [sessionId]);
    const seen: Seen[] = await manager.query(SIGHTINGS, [sessionId]);
    return seen.map(({ isMarked, ...sighting }) => {
      const told = labelOf(sighting, words);
      return { ...sighting, label: told ?? (Number(isMarked) === 1 ? 'genuine' : null) };
    });
  });
}

/** Staff's word on one face of a presentation holds for all of it. Naming the candidate goes before anything else. */
function labelOf(
  { id, presentationId, candidateId }: Omit<JudgedSighting, 'label'>,
  words: readonly Word[],
): JudgedSighting['label'] {
  const own = words.filter(
    (word) => word.sightingId === id || (presentationId !== null && word.presentationId === presentationId),
  );
  const named = own.filter(({ kind }) => kind === 'this-person');
  if (named.some(({ studentId }) => studentId === candidateId)) return 'genuine';
  const isDenied = own.some(({ studentId }) => studentId === candidateId);
  return isDenied || named.length > 0 ? 'impostor' : null;
}
