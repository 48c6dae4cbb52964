/** Texts are the same when the columns' collation says so: neither case, accents nor spaces at the end matter. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trimEnd();
}
