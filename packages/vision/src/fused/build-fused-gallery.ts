import { buildDeepGallery } from '../deep/build-deep-gallery.ts';
import type { Gallery, GalleryOptions, GalleryPerson, Search, Template } from '../face-engine.ts';
import type { SiftCheck } from '../sift/check-short-list.ts';
import { createSiftCheck } from './create-sift-check.ts';
import { collectEvidence } from './evidence.ts';
import { type Fusion, fuse } from './fusion.ts';
import { judgeAgreement } from './judge-agreement.ts';

/** The network's search makes a short list, SIFT checks it. People without a deep template are left out. */
export async function buildFusedGallery(
  fusion: Fusion,
  people: readonly GalleryPerson[],
  options: GalleryOptions = {},
): Promise<Gallery> {
  const known = new Set(people.map(({ personId }) => personId));
  const cohort = (options.cohort ?? []).filter(({ personId }) => !known.has(personId));
  const deep = await buildDeepGallery(people);
  const rivals = await buildDeepGallery(cohort);
  const sift = await createSiftCheck(people, { ...options, cohort });
  return {
    size: deep.size,
    search: (probe) => search({ deep, rivals, sift }, fusion, probe),
    close() {
      for (const part of [deep, rivals, sift]) part.close();
    },
  };
}

type Searched = { readonly deep: Gallery; readonly rivals: Gallery; readonly sift: SiftCheck };

async function search(
  { deep, rivals, sift }: Searched,
  fusion: Fusion,
  probe: readonly Template[],
): Promise<Search> {
  const found = (await deep.search(probe)).candidates;
  if (found.length === 0) return { candidates: [], agreement: 'silent' };
  const [rival] = (await rivals.search(probe)).candidates;
  const scores = await sift.check(
    probe,
    found.map(({ personId }) => personId),
  );
  const shortList = found.map(({ personId, parts }) => {
    const ofSift = scores.get(personId);
    return { personId, parts: ofSift === undefined ? parts : { ...parts, sift: ofSift } };
  });
  const evidence = collectEvidence(shortList, rival?.score);
  const candidates = shortList
    .map((person, at) => ({ ...person, score: fuse(fusion, evidence[at]) }))
    .toSorted((a, b) => b.score - a.score);
  return { candidates, agreement: judgeAgreement(candidates) };
}
