/** What binds a sealed template to its photo and engine, so that it cannot be moved to another row. */
export function templateContext(photoId: string, engine: string): string {
  return `template:${photoId}:${engine}`;
}
