import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

/** Where a face is in its frame, in whole pixels. */
export type SightingBox = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

export type Sighting = {
  readonly id: string;
  readonly frameId: string;
  readonly faceNumber: number;
  readonly sessionId: string;
  readonly deviceId: string;
  readonly capturedAt: Date;
  /** The match; null for an unknown face, or once the student was removed. */
  readonly studentId: string | null;
  /** The best gallery person, matched or not; null for an empty gallery. */
  readonly candidateId: string | null;
  readonly score: number;
  readonly threshold: number;
  readonly runnerUpId: string | null;
  /** Score less the runner-up's; null without a runner-up. */
  readonly margin: number | null;
  /** The lead that was asked for. */
  readonly requiredMargin: number | null;
  /** Why this is a match or unknown, such as `below-threshold`. */
  readonly reason: string;
  /** Whether the engines name the same person: `agree`, `silent` or `disagree`. Null for one engine alone. */
  readonly agreement: string | null;
  /** What each engine gave the candidate, in its own unit; null when it had no part in it. */
  readonly deepScore: number | null;
  readonly siftScore: number | null;
  /** What the face is worth, 0 to 1, and what that rests on: its width, px, and sharpness, grey levels. */
  readonly quality: number | null;
  readonly sizePx: number | null;
  readonly sharpness: number | null;
  /** What the presentation showed until this frame: `live`, `suspected` or `undecided`. Null when it was not judged. */
  readonly liveness: string | null;
  readonly livenessScore: number | null;
  readonly livenessCues: LivenessCues | null;
  /** The track of one face over frames of one device that this sighting belongs to. */
  readonly presentationId: string | null;
  /** Presentations of a session whose unknown faces are alike have the same. Null unless unknowns are kept. */
  readonly unknownGroupId: string | null;
  /** The engine that decided, and the version of each of its models. */
  readonly engine: string | null;
  readonly modelVersion: string | null;
  readonly box: SightingBox;
  readonly evidenceKey: string | null;
};

/** What spoke for and against a live person: figures and words by name, never an image. */
export type LivenessCues = readonly Readonly<Record<string, unknown>>[];

const boxColumns = new EntitySchema<SightingBox>({
  name: 'SightingBox',
  columns: {
    x: { name: 'box_x', type: 'int' },
    y: { name: 'box_y', type: 'int' },
    width: { name: 'box_width', type: 'int' },
    height: { name: 'box_height', type: 'int' },
  },
});

const figure = (name: string) => ({ name, type: 'double', nullable: true }) as const;

export const sightingTable = new EntitySchema<Sighting>({
  name: 'Sighting',
  tableName: 'sightings',
  columns: {
    id: uuid('id', primary),
    frameId: text('frame_id', 128),
    faceNumber: { name: 'face_number', type: 'smallint', unsigned: true },
    sessionId: uuid('session_id'),
    deviceId: text('device_id', 32),
    capturedAt: moment('captured_at'),
    studentId: uuid('student_id', nullable),
    candidateId: uuid('candidate_id', nullable),
    score: { name: 'score', type: 'double' },
    threshold: { name: 'threshold', type: 'double' },
    runnerUpId: uuid('runner_up_id', nullable),
    margin: figure('margin'),
    requiredMargin: figure('required_margin'),
    reason: text('reason', 64),
    agreement: text('agreement', 16, nullable),
    deepScore: figure('deep_score'),
    siftScore: figure('sift_score'),
    quality: figure('quality'),
    sizePx: figure('size_px'),
    sharpness: figure('sharpness'),
    liveness: text('liveness', 16, nullable),
    livenessScore: figure('liveness_score'),
    livenessCues: { name: 'liveness_cues', type: 'json', nullable: true },
    presentationId: uuid('presentation_id', nullable),
    unknownGroupId: uuid('unknown_group_id', nullable),
    engine: text('engine', 16, nullable),
    modelVersion: text('model_version', 160, nullable),
    evidenceKey: text('evidence_key', 255, nullable),
  },
  embeddeds: { box: { schema: boxColumns, prefix: false } } as never,
});
