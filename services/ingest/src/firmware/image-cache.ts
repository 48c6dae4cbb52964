type Deps = {
  /** Undefined when there is no such release. Rejects when the database does not answer. */
  readonly firmwareReleases: { image(id: string): Promise<Buffer | undefined> };
};

export type ImageCache = { get(releaseId: string): Promise<Buffer | undefined> };

/** A roll-out has one image for each kind of board, of at most 2 MB. */
const MAX_IMAGES = 2;

/** The images that were asked for last. An image never changes, so it is read once however many ask for it. */
export function createImageCache({ firmwareReleases }: Deps): ImageCache {
  const images = new Map<string, Promise<Buffer | undefined>>();

  const read = (id: string): Promise<Buffer | undefined> => {
    const image = firmwareReleases.image(id);
    const forget = (): void => {
      if (images.get(id) === image) images.delete(id);
    };
    // What was not there, or could not be read, is asked for again.
    image.then((bytes) => bytes === undefined && forget(), forget);
    return image;
  };

  return {
    get(id) {
      const image = images.get(id) ?? read(id);
      images.delete(id);
      images.set(id, image);
      const [oldest] = images.keys();
      if (images.size > MAX_IMAGES && oldest !== undefined) images.delete(oldest);
      return image;
    },
  };
}
