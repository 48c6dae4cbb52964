import { z } from 'zod';

export type JsonSchema = { readonly [key: string]: unknown };

/**
 * Collects the schemas that carry an id (`.meta({ id })`) under their id. Two different schemas with one id are an
 * error: the document would describe only one of them.
 */
export function createSchemaCollector(): {
  /** The schema as it travels, with references to what was collected. */
  reference(schema: z.ZodType): JsonSchema;
  collected(): Readonly<Record<string, JsonSchema>>;
} {
  const components = new Map<string, JsonSchema>();
  return {
    reference(schema) {
      const { $schema: _, $defs = {}, ...top } = travelling(schema);
      for (const [id, definition] of Object.entries($defs as Record<string, JsonSchema>)) {
        const known = components.get(id);
        if (known && JSON.stringify(known) !== JSON.stringify(definition)) {
          throw new Error(`two different schemas have the id ${id}`);
        }
        components.set(id, definition);
      }
      return top;
    },
    collected: () => Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function travelling(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', override: tidy });
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}

const SPOKEN_FORMATS = new Set(['uuid', 'date', 'date-time', 'binary']);

/** A format says it; the pattern beside it and the bounds of JavaScript's numbers are noise for a reader. */
function tidy({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (SPOKEN_FORMATS.has(String(jsonSchema.format))) {
    delete jsonSchema.pattern;
    delete jsonSchema.contentEncoding;
  }
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}
