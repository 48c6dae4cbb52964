/** A bounded ring of frames that wait for the server, oldest first. */
export type Spool<T> = {
  /** Adds the newest frame; answers the one it pushed out when the spool was full. */
  push(item: T): T | undefined;
  /** Returns a taken frame to its place; answers the one it pushed out, which may be itself. */
  putBack(item: T): T | undefined;
  /** Takes the oldest frame, and every second time the newest, so that a backlog does not hold back what is seen now. */
  take(): T | undefined;
  size(): number;
};

export function createSpool<T extends { readonly seq: number }>(capacity: number): Spool<T> {
  const items: T[] = [];
  let newestNext = false;
  const dropOldest = (): T | undefined => (items.length > capacity ? items.shift() : undefined);
  return {
    push(item) {
      items.push(item);
      return dropOldest();
    },
    putBack(item) {
      const at = items.findIndex((other) => other.seq > item.seq);
      items.splice(at < 0 ? items.length : at, 0, item);
      return dropOldest();
    },
    take() {
      const item = newestNext ? items.pop() : items.shift();
      newestNext = item !== undefined && !newestNext;
      return item;
    },
    size: () => items.length,
  };
}
