import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Cascade } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';

/**
 * What one image in work holds alone: two calls at once on one cascade give wrong answers, without an error.
 * `eyes` are tried in turn until one finds an eye.
 */
export type Cascades = {
  readonly faces: Cascade;
  readonly eyes: { readonly left: readonly Cascade[]; readonly right: readonly Cascade[] };
};

/** The cascades come with the binding's package, unless a deployment names another folder. Throws when one cannot be read. */
export function loadCascades(cascadeDir = packagedCascades()): Cascades {
  const cv = openCv();
  const cascade = (name: string): Cascade => {
    const file = join(cascadeDir, `haarcascade_${name}.xml`);
    // OpenCV only prints a line when it cannot read a cascade, and fails at the first image.
    accessSync(file, constants.R_OK);
    return new cv.CascadeClassifier(file);
  };
  const glasses = cascade('eye_tree_eyeglasses');
  const eye = cascade('eye');
  return {
    faces: cascade('frontalface_alt2'),
    // The cascades name a person's own left and right, which the image shows the other way round.
    eyes: {
      left: [glasses, eye, cascade('righteye_2splits')],
      right: [glasses, eye, cascade('lefteye_2splits')],
    },
  };
}

function packagedCascades(): string {
  const entry = createRequire(import.meta.url).resolve('opencv4nodejs');
  return join(dirname(entry), '../../src/lib/haarcascades');
}
