export type ShortMemory<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
};

/** Keeps values for `keptMs`, and the newest `max` of them. */
export function createShortMemory<Value>(options: {
  readonly keptMs: number;
  readonly max: number;
  readonly now: () => number;
}): ShortMemory<Value> {
  const { keptMs, max, now } = options;
  const entries = new Map<string, { readonly value: Value; readonly until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry && entry.until > now() ? entry.value : undefined;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, { value, until: now() + keptMs });
      const [oldest] = entries.keys();
      if (entries.size > max && oldest !== undefined) entries.delete(oldest);
    },
  };
}
