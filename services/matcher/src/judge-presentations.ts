import type { Frame, LivenessMode } from '@hadir/contracts';
import type { ClassSession } from '@hadir/db';
import { type Identification, judgeLiveness, type Liveness, type MatchRule } from '@hadir/domain';
import { type Face, measurePresentations, type PresentationMeasures, readSample } from '@hadir/vision';
import type { ExpressionTurns } from './expression-turns.ts';
import type { FoundFace } from './identify-faces.ts';
import type { AddSample, KeptSample } from './presentation-samples.ts';
import type { TrackPresentations } from './track-presentation.ts';

type FaceSigns = Awaited<ReturnType<Face['signs']>>;

/** The presentation that a face of a frame belongs to, and what its frames have shown so far. */
export type Presence = {
  readonly presentationId: string;
  /** Null when it was not judged: it is switched off, or others in the frame are larger. */
  readonly liveness: Liveness | null;
  readonly signs: FaceSigns | null;
  /** Of the person whom the face is like, in order of time; none when nothing was sampled. */
  readonly samples: readonly KeptSample[];
};

export type JudgePresentationsDeps = {
  readonly trackPresentations: TrackPresentations;
  readonly addSample: AddSample;
  readonly expressionTurns: ExpressionTurns;
};

/** What of a presentation is to be looked at; nothing but its track when neither is wanted. */
export type Wanted = { readonly livenessMode: LivenessMode; readonly expression: boolean };

export type Judged = {
  readonly frame: Frame;
  readonly session: Pick<ClassSession, 'id'>;
  readonly bytes: Buffer;
  readonly found: readonly FoundFace[];
  readonly identifications: readonly Identification[];
  readonly rule: MatchRule;
};

/** The largest faces of a frame are looked at: who stands before a camera is one of them, and each costs about a frame's time. */
const MAX_JUDGED = 6;
/** From this share of the threshold on, the best candidate is whom a face is like, though it be no match: with closed eyes, say. */
const LIKE_SHARE = 0.5;

/** Puts every face of a frame to its presentation, and judges these by all of their frames so far. May run twice for a frame. */
export async function judgePresentations(
  deps: JudgePresentationsDeps,
  judged: Judged,
  wanted: Wanted,
): Promise<Presence[]> {
  const { frame, session, found, identifications } = judged;
  const tracked = found.map(({ face }, at) => ({
    box: face.box,
    personId: identifications[at]?.personId ?? null,
  }));
  const ids = await deps.trackPresentations(frame, session.id, tracked);
  const isWanted = wanted.livenessMode !== 'off' || wanted.expression;
  const sampled = isWanted ? await sampleFaces(deps, judged, ids, wanted) : [];
  const all = sampled.map(({ samples }) => samples);
  return ids.map((presentationId, at) => {
    const own = sampled[at];
    if (!own) return { presentationId, liveness: null, signs: null, samples: [] };
    const liveness = wanted.livenessMode === 'off' ? null : judge(own.samples, all.toSpliced(at, 1));
    return { presentationId, liveness, ...own };
  });
}

type Sampled = { readonly signs: FaceSigns; readonly samples: readonly KeptSample[] };

async function sampleFaces(
  deps: JudgePresentationsDeps,
  judged: Judged,
  ids: readonly string[],
  wanted: Wanted,
): Promise<Sampled[]> {
  const faces = judged.found.slice(0, MAX_JUDGED);
  const isJudged = wanted.livenessMode !== 'off';
  const measures = isJudged
    ? await measurePresentations(
        judged.bytes,
        faces.map(({ face }) => face),
      )
    : [];
  return Promise.all(
    faces.map((found, at) => sampleFace(deps, judged, found, ids[at] ?? '', measures[at] ?? null, wanted)),
  );
}

async function sampleFace(
  { addSample, expressionTurns }: JudgePresentationsDeps,
  { frame, rule, identifications }: Judged,
  { face, faceNumber }: FoundFace,
  presentationId: string,
  measures: PresentationMeasures | null,
  { livenessMode, expression }: Wanted,
): Promise<Sampled> {
  const identification = identifications[faceNumber];
  // Nobody's expression is looked at but theirs who have consented to be recognised.
  const isMatch = identification?.personId != null;
  const capturedAtMs = Date.parse(frame.capturedAt);
  const signs = await face.signs({
    live: livenessMode !== 'off',
    expression: expression && isMatch && expressionTurns(presentationId, capturedAtMs),
  });
  const sample = readSample(face, capturedAtMs, measures, signs.live);
  const likeId = likeOf(identification, rule);
  const added = { frameId: frame.frameId, faceNumber, likeId, sample };
  const samples = await addSample(presentationId, added);
  return { signs, samples: samples.filter((one) => one.likeId === likeId || likeId === null) };
}

function likeOf(identification: Identification | undefined, { threshold }: MatchRule): string | null {
  const candidate = identification?.candidate;
  return candidate && candidate.score >= threshold * LIKE_SHARE ? candidate.personId : null;
}

function judge(samples: readonly KeptSample[], others: readonly (readonly KeptSample[])[]): Liveness {
  const figures = (kept: readonly KeptSample[]) => kept.map(({ sample }) => sample);
  return judgeLiveness(figures(samples), undefined, others.map(figures));
}
