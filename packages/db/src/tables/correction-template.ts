import { EntitySchema } from 'typeorm';
import { moment, oneOf, primary, text, uuid } from './columns.ts';

export const CORRECTION_TEMPLATE_ORIGINS = ['adapted', 'negative'] as const;
export type CorrectionTemplateOrigin = (typeof CORRECTION_TEMPLATE_ORIGINS)[number];

/** A template that a correction gave: `adapted` is the student in the room's camera, `negative` a face that is not the student. */
export type CorrectionTemplate = {
  readonly id: string;
  readonly correctionId: string;
  readonly studentId: string;
  readonly origin: CorrectionTemplateOrigin;
  readonly engine: string;
  readonly modelVersion: string;
  /** Which key sealed it. */
  readonly keyId: string;
  /** The serialised template, sealed for the context `correction:<correctionId>:<engine>`. */
  readonly ciphertext: Buffer;
  readonly createdAt: Date;
};

export const correctionTemplateTable = new EntitySchema<CorrectionTemplate>({
  name: 'CorrectionTemplate',
  tableName: 'correction_templates',
  columns: {
    id: uuid('id', primary),
    correctionId: uuid('correction_id'),
    studentId: uuid('student_id'),
    origin: oneOf('origin', CORRECTION_TEMPLATE_ORIGINS),
    engine: text('engine', 32),
    modelVersion: text('model_version', 64),
    keyId: text('key_id', 64),
    ciphertext: { name: 'ciphertext', type: 'mediumblob' },
    createdAt: moment('created_at'),
  },
});
