/** What was given is not one whole image of a sane size: no retry helps. */
export class BadImage extends Error {
  override readonly name = 'BadImage';
}
