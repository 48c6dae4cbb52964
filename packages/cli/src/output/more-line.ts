/** How to see the next page, when there is one. */
export function moreLine(nextCursor: string | null): string[] {
  return nextCursor === null ? [] : [`There is more: add --cursor ${nextCursor}`];
}
