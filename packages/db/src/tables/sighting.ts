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
  /** Why this is a match or unknown. */
  readonly reason: string;
  readonly box: SightingBox;
  readonly evidenceKey: string | null;
};

const boxColumns = new EntitySchema<SightingBox>({
  name: 'SightingBox',
  columns: {
    x: { name: 'box_x', type: 'int' },
    y: { name: 'box_y', type: 'int' },
    width: { name: 'box_width', type: 'int' },
    height: { name: 'box_height', type: 'int' },
  },
});

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
    margin: { name: 'margin', type: 'double', nullable: true },
    reason: text('reason', 64),
    evidenceKey: text('evidence_key', 255, nullable),
  },
  embeddeds: { box: { schema: boxColumns, prefix: false } } as never,
});
