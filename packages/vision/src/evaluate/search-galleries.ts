import type { Agreement, Candidate, Face, FaceEngine, Gallery, GalleryPerson } from '../face-engine.ts';

type Found = { readonly candidates: readonly Candidate[]; readonly agreement: Agreement | null };

export type Galleries = {
  readonly hasHalves: boolean;
  search(face: Face | undefined): Promise<Found>;
  searchHalf(half: 0 | 1, face: Face | undefined): Promise<Found>;
  close(): void;
};

const NOTHING: Found = { candidates: [], agreement: null };

/** Rosters smaller than this borrow the other half as a cohort, as a site's small rosters borrow its other students. */
const SMALL_ROSTER = 20;

/** The gallery of all people, and, if asked for, those of every second one and of the others. */
export async function openGalleries(
  engine: FaceEngine,
  people: readonly GalleryPerson[],
  halves: boolean,
): Promise<Galleries> {
  const all = await engine.buildGallery(people);
  const parts: Gallery[] = halves ? await buildHalves(engine, people) : [];
  const look = async (gallery: Gallery | undefined, face: Face | undefined): Promise<Found> =>
    gallery && face ? gallery.search(face.templates) : NOTHING;
  return {
    hasHalves: halves,
    search: (face) => look(all, face),
    searchHalf: (half, face) => look(parts[half], face),
    close: () => {
      for (const gallery of [all, ...parts]) gallery.close();
    },
  };
}

function buildHalves(engine: FaceEngine, people: readonly GalleryPerson[]): Promise<Gallery[]> {
  const first = people.filter((_, at) => at % 2 === 0);
  const second = people.filter((_, at) => at % 2 === 1);
  const build = (half: readonly GalleryPerson[], others: readonly GalleryPerson[]): Promise<Gallery> =>
    engine.buildGallery(half, half.length < SMALL_ROSTER ? { cohort: others } : {});
  return Promise.all([build(first, second), build(second, first)]);
}
