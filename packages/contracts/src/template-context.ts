/** What binds a sealed template to its photo and engine, so that it cannot be moved to another row. */
export function templateContext(photoId: string, engine: string): string {
  return `template:${photoId}:${engine}`;
}

/** The same for a template that a correction gave. */
export function correctionContext(correctionId: string, engine: string): string {
  return `correction:${correctionId}:${engine}`;
}
