/** What binds a sealed template to its photo and engine, so that it cannot be moved to another row. */
export function templateContext(photoId: string, engine: string): string {
  return `template:${photoId}:${engine}`;
}

/** For each table that the template key seals: the context of a row, of the columns that the row is bound to. */
export const sealContexts = {
  templates: ([photoId = '', engine = '']: readonly string[]) => templateContext(photoId, engine),
  correction_templates: ([correctionId = '', engine = '']: readonly string[]) =>
    correctionContext(correctionId, engine),
} as const;

/** The same for a template that a correction gave. */
export function correctionContext(correctionId: string, engine: string): string {
  return `correction:${correctionId}:${engine}`;
}
