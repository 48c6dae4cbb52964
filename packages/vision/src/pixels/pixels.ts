import { type OpenCv, openCv } from './open-cv.ts';

/** A picture as bytes: 8 bits a channel in the order blue, green, red; row by row from the top left, without padding. */
export type Pixels = {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
};

type Mat = InstanceType<OpenCv['Mat']>;

/** Runs an OpenCV operation on a picture; its matrices are freed at once rather than when memory is next collected. */
export async function withMat(pixels: Pixels, operate: (mat: Mat) => Promise<Mat>): Promise<Pixels> {
  const mat = toMat(pixels);
  try {
    return await fromMat(await operate(mat));
  } finally {
    mat.release();
  }
}

export function toMat({ width, height, data }: Pixels): Mat {
  const cv = openCv();
  return new cv.Mat(data, height, width, cv.CV_8UC3);
}

/** Takes the bytes out of a matrix and frees it. */
export async function fromMat(mat: Mat): Promise<Pixels> {
  try {
    return { width: mat.cols, height: mat.rows, data: await mat.getDataAsync() };
  } finally {
    mat.release();
  }
}
