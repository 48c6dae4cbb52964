/** The database takes numbers, codes and names that differ in case as the same. */
export function keyOf(name: string): string {
  return name.toLowerCase();
}
