import type { Mat } from '../open-cv-types.ts';

/** Remembers a matrix and answers it. */
export type Keep = (mat: Mat) => Mat;

/** Runs `work` and frees every matrix it kept, at once rather than when memory is next collected. */
export async function withMats<Result>(work: (keep: Keep) => Promise<Result>): Promise<Result> {
  const kept: Mat[] = [];
  try {
    return await work((mat) => {
      kept.push(mat);
      return mat;
    });
  } finally {
    for (const mat of kept) mat.release();
  }
}
