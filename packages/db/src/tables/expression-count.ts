import { EntitySchema } from 'typeorm';
import { oneOf, primary, uuid } from './columns.ts';

export const EXPRESSION_LABELS = ['happy', 'neutral', 'eyes-closed'] as const;
export type ExpressionCountLabel = (typeof EXPRESSION_LABELS)[number];

/** How many people showed it in a session. Nothing leads from here to a person. */
export type ExpressionCount = {
  readonly sessionId: string;
  readonly label: ExpressionCountLabel;
  readonly people: number;
};

export const expressionCountTable = new EntitySchema<ExpressionCount>({
  name: 'ExpressionCount',
  tableName: 'session_expression_counts',
  columns: {
    sessionId: uuid('session_id', primary),
    label: { ...oneOf('label', EXPRESSION_LABELS), ...primary },
    people: { name: 'people', type: 'int', unsigned: true },
  },
});
