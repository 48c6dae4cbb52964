/** Lends `size` things, each to one user at a time; who comes when all are lent waits in line. */
export type Pool<Thing> = {
  use<Result>(work: (thing: Thing) => Promise<Result>): Promise<Result>;
};

/** Things are made when they are first needed. */
export function createPool<Thing>(size: number, make: () => Thing): Pool<Thing> {
  const idle: Thing[] = [];
  const waiting: ((thing: Thing) => void)[] = [];
  let made = 0;

  const take = async (): Promise<Thing> => {
    const thing = idle.pop();
    if (thing !== undefined) return thing;
    if (made < size) {
      const created = make();
      made++;
      return created;
    }
    return new Promise((resolve) => waiting.push(resolve));
  };

  const giveBack = (thing: Thing): void => {
    const next = waiting.shift();
    if (next) next(thing);
    else idle.push(thing);
  };

  return {
    async use(work) {
      const thing = await take();
      try {
        return await work(thing);
      } finally {
        giveBack(thing);
      }
    },
  };
}
