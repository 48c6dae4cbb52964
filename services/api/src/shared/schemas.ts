import { LONGEST_PAGE } from '@hadir/db';
import { z } from 'zod';

export const Id = z.uuid('must be a UUID');
export const IdParams = z.strictObject({ id: Id });

/** ISO 8601 outside, Date inside. */
export const Instant = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});

/** True and false outside, 1 and 0 inside; null where it is not known. */
export const Flag = z
  .codec(z.boolean(), z.int(), { decode: (flag) => Number(flag), encode: (value) => value === 1 })
  .nullable();

export const Day = z.iso.date('must be a day as YYYY-MM-DD');

/** A line of text that people wrote. */
export function line(longest: number) {
  return z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(longest, `must be at most ${longest} characters`)
    .regex(/^\P{Cc}*$/u, 'must hold no line breaks or control characters');
}

export const pageFields = {
  limit: z.coerce.number().int().min(1).max(LONGEST_PAGE).default(50).describe('Items of a page.'),
  cursor: z.string().min(1).max(1000).optional().describe('`nextCursor` of the page before.'),
};
export const PageQuery = z.strictObject(pageFields);

/** A page of a list. `id` is the schema's name in the document. */
export function pageOf<Item extends z.ZodType>(id: string, item: Item) {
  return z
    .object({
      items: z.array(item),
      nextCursor: z.string().nullable().describe('The next page begins here; null on the last page.'),
    })
    .meta({ id });
}

/** A change of some of these fields, and of at least one. */
export function changeOf<Shape extends z.ZodRawShape>(fields: z.ZodObject<Shape>) {
  return fields
    .partial()
    .refine((change) => Object.values(change).some((value) => value !== undefined), 'name a field to change');
}
