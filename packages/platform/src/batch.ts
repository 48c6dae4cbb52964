/** Takes one item and resolves with its result, however many others were sent along with it. */
export type Batched<In, Out> = (item: In) => Promise<Out>;

type Waiting<In, Out> = {
  readonly item: In;
  resolve(result: Out): void;
  reject(error: unknown): void;
};

/**
 * Sends items together that come while others are on their way: under load each costs a fraction of a round trip, and
 * alone none waits. `send` answers one result for each item, in their order; when it rejects, all its items do.
 */
export function createBatch<In, Out>(
  send: (items: readonly In[]) => Promise<readonly Out[]>,
  maxItems: number,
): Batched<In, Out> {
  let waiting: Waiting<In, Out>[] = [];
  let isSending = false;

  const sendBatch = async (batch: readonly Waiting<In, Out>[]): Promise<void> => {
    try {
      const results = await send(batch.map(({ item }) => item));
      for (const [n, { resolve }] of batch.entries()) resolve(results[n] as Out);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxItems);
      waiting = waiting.slice(maxItems);
      await sendBatch(batch);
    }
    isSending = false;
  };

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isSending) return;
      isSending = true;
      // What else came with the same turn of the event loop goes along.
      setImmediate(() => void sendAll());
    });
}
