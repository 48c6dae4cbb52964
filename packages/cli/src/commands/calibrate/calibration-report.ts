import type { JudgedSighting } from '@hadir/db';
import {
  type Agreement,
  compareMarks,
  type KeptSighting,
  type LabelledPresentation,
  type Mark,
  proposeThreshold,
  type RatesAtThreshold,
  ratesAtThreshold,
  type ThresholdProposal,
} from '@hadir/domain';
import type { EngineName } from '@hadir/vision';
import { labelPresentations } from './label-presentations.ts';
import type { PeriodSightings } from './read-period.ts';

export type Rule = { readonly threshold: number; readonly margin: number };

export type CourseChange = { readonly course: string; readonly lost: number; readonly gained: number };

export type CalibrationReport = {
  readonly engine: EngineName;
  readonly modelVersion: string | null;
  readonly sessions: number;
  readonly sightings: number;
  /** Of these many presentations nobody said anything: they count as strangers unless `labelledOnly`. */
  readonly assumed: number;
  readonly labelledOnly: boolean;
  readonly isCut: boolean;
  readonly targetFpir: number;
  readonly current: Rule;
  readonly result: ThresholdProposal;
  /** The current threshold on the same labels. */
  readonly now: RatesAtThreshold;
  /** What the site would set. Null when labels are too few. */
  readonly proposed: Rule | null;
  /** Marks of the period that the proposed rule would not have made, and those that it would have. */
  readonly changes: {
    readonly lost: readonly Mark[];
    readonly gained: readonly Mark[];
    readonly courses: readonly CourseChange[];
  } | null;
};

export type CalibrationRequest = {
  readonly engine: EngineName;
  readonly targetFpir: number;
  readonly labelledOnly: boolean;
  readonly current: Rule;
  /** No threshold goes below it. */
  readonly least: number;
  readonly confirm: { readonly sightings: number; readonly windowMs: number };
};

/** Scores are told with this many digits, and a threshold is put that much above the score that must not pass. */
const STEP = 0.001;

export function calibrationReport(
  { sightings, courseOf, sessions, isCut }: PeriodSightings,
  { engine, targetFpir, labelledOnly, current, least, confirm }: CalibrationRequest,
): CalibrationReport {
  const modelVersion = sightings.findLast((each) => each.engine === engine)?.modelVersion ?? null;
  const own = sightings.filter((each) => each.engine === engine && each.modelVersion === modelVersion);
  const presentations = labelPresentations(own);
  const assumed = presentations.filter(({ source }) => source === 'assumed').length;
  const labelled: LabelledPresentation[] = labelledOnly
    ? presentations.filter(({ source }) => source !== 'assumed')
    : presentations;
  const result = proposeThreshold(labelled, { targetFpir, least });
  const proposed =
    result.kind === 'proposal'
      ? { threshold: above(result.proposed.threshold), margin: current.margin }
      : null;
  const kept = own.map(keptSighting);
  const changes = proposed && changesOf(compareMarks(kept, current, proposed, confirm), courseOf);
  return {
    ...{ engine, modelVersion, sessions, sightings: own.length, assumed, labelledOnly, isCut, targetFpir },
    ...{ current, result, now: ratesAtThreshold(labelled, current.threshold), proposed, changes },
  };
}

/** A match is at the threshold or above it. */
function above(score: number): number {
  return Number((Math.floor(score / STEP + 1e-9) * STEP + STEP).toFixed(3));
}

function keptSighting(sighting: JudgedSighting): KeptSighting {
  const { quality, capturedAt, agreement } = sighting;
  return {
    ...sighting,
    agreement: agreementOf(agreement),
    quality: quality ?? 1,
    atMs: capturedAt.getTime(),
  };
}

function agreementOf(text: string | null): Agreement | null {
  return text === 'agree' || text === 'silent' || text === 'disagree' ? text : null;
}

function changesOf(
  { lost, gained }: ReturnType<typeof compareMarks>,
  courseOf: ReadonlyMap<string, string>,
): CalibrationReport['changes'] {
  const courseIn = ({ sessionId }: Mark): string => courseOf.get(sessionId) ?? sessionId;
  const courses = [...new Set([...lost, ...gained].map(courseIn))].sort();
  const count = (marks: readonly Mark[], course: string): number =>
    marks.filter((mark) => courseIn(mark) === course).length;
  return {
    lost,
    gained,
    courses: courses.map((course) => ({ course, lost: count(lost, course), gained: count(gained, course) })),
  };
}
