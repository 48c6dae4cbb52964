import { EntitySchema } from 'typeorm';
import { moment, primary, text, uuid } from './columns.ts';

export type Template = {
  readonly id: string;
  readonly studentId: string;
  readonly photoId: string;
  readonly engine: string;
  readonly modelVersion: string;
  /** Which key sealed it. */
  readonly keyId: string;
  /** The serialised template, sealed for the context `template:<photoId>:<engine>`. */
  readonly ciphertext: Buffer;
  readonly createdAt: Date;
};

export const templateTable = new EntitySchema<Template>({
  name: 'Template',
  tableName: 'templates',
  columns: {
    id: uuid('id', primary),
    studentId: uuid('student_id'),
    photoId: uuid('photo_id'),
    engine: text('engine', 32),
    modelVersion: text('model_version', 64),
    keyId: text('key_id', 64),
    ciphertext: { name: 'ciphertext', type: 'mediumblob' },
    createdAt: moment('created_at'),
  },
});
