export type Deferred = { readonly promise: Promise<void>; resolve(): void };

/** A promise that is resolved from outside. */
export function deferred(): Deferred {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
