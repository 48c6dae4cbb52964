import { z } from 'zod';
import { type Field, option } from './define-command.ts';

export const text = z.string().trim().min(1, 'must not be empty');
export const flag = z.boolean().default(false);

/** A whole number as typed at a prompt. */
export function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message);
}

/** A number that may have a fraction, as typed at a prompt. */
export function decimalNumber(least: number, most: number) {
  const message = `must be a number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+(\.\d+)?$/, message)
    .transform(Number)
    .refine((value) => value >= least && value <= most, message);
}

export function oneOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  return z.enum(names, `must be one of: ${names.join(', ')}`);
}

export const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

export const day = z.iso.date('must be a day such as 2026-11-22');

/** Every list is read a page at a time. */
export const pageFields: {
  readonly limit: Field<z.ZodDefault<ReturnType<typeof wholeNumber>>>;
  readonly cursor: Field<z.ZodOptional<z.ZodString>>;
} = {
  limit: option('--limit <n>', 'how many to show, at most 200', wholeNumber(1, 200).default(50)),
  cursor: option(
    '--cursor <cursor>',
    'go on where a list before ended (its nextCursor)',
    z.string().optional(),
  ),
};
