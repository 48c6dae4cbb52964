/** A gallery that is closed once it is retired and no search uses it any more. */
export type SharedGallery<G, V> = {
  readonly gallery: G;
  readonly version: V;
  /** False when it was closed meanwhile: ask the cache again. Every hold that is true needs a release. */
  hold(): boolean;
  release(): void;
  retire(): void;
};

export function shareGallery<G extends { close(): void }, V>(gallery: G, version: V): SharedGallery<G, V> {
  let users = 0;
  let retired = false;
  let closed = false;
  const closeWhenUnused = (): void => {
    if (!retired || closed || users > 0) return;
    closed = true;
    gallery.close();
  };
  return {
    gallery,
    version,
    hold() {
      if (!closed) users += 1;
      return !closed;
    },
    release() {
      users -= 1;
      closeWhenUnused();
    },
    retire() {
      retired = true;
      closeWhenUnused();
    },
  };
}
