import type { EntitySchemaColumnOptions } from 'typeorm';

type Options = Partial<EntitySchemaColumnOptions>;

/** A UUID as text: version 7, so that keys grow with time. */
export const uuid = (name: string, options: Options = {}): EntitySchemaColumnOptions => ({
  name,
  type: 'char',
  length: 36,
  ...options,
});

/** A moment in UTC, to the millisecond. */
export const moment = (name: string, options: Options = {}): EntitySchemaColumnOptions => ({
  name,
  type: 'datetime',
  precision: 3,
  ...options,
});

export const text = (name: string, length: number, options: Options = {}): EntitySchemaColumnOptions => ({
  name,
  type: 'varchar',
  length,
  ...options,
});

export const oneOf = (name: string, values: readonly string[]): EntitySchemaColumnOptions => ({
  name,
  type: 'enum',
  enum: [...values],
});

export const nullable = { nullable: true } as const;
export const primary = { primary: true } as const;
