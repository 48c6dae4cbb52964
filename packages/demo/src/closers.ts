/** What to undo at the end, newest first. */
export type Closers = {
  add(close: () => Promise<void> | void): void;
  /** Runs each once; one that fails does not keep the others from running. */
  closeAll(): Promise<void>;
};

export function createClosers(onError: (error: unknown) => void): Closers {
  const closers: (() => Promise<void> | void)[] = [];
  return {
    add: (close) => {
      closers.push(close);
    },
    async closeAll() {
      for (let close = closers.pop(); close; close = closers.pop()) {
        try {
          await close();
        } catch (error) {
          onError(error);
        }
      }
    },
  };
}
