import { createHash } from 'node:crypto';
import type { EnginePart, Template } from '../face-engine.ts';

/** A vector of length 1 as signed bytes: the largest component becomes ±127, and the length is known to be 1. */
export function packVector(vector: Float32Array, modelVersion: string): Template {
  const most = vector.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const data = new Int8Array(vector.length);
  if (most > 0) for (const [at, value] of vector.entries()) data[at] = Math.round((value / most) * 127);
  return { engine: 'deep', modelVersion, data: new Uint8Array(data.buffer) };
}

/** The vector of length 1 that a template stands for. Against the vector that was packed its cosine is above 0.999. */
export function unpackVector({ data }: Template): Float32Array {
  const vector = Float32Array.from(new Int8Array(data.buffer, data.byteOffset, data.byteLength));
  return toUnitLength(vector);
}

/** In place. A vector of zeros stays. */
export function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  if (length > 0) for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) / length;
  return vector;
}

export function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum;
}

export function isDeep({ engine }: Template): boolean {
  return engine === 'deep';
}

const MAGIC = Buffer.from('HDEP', 'latin1');
const FORMAT = 1;
const MODEL_BYTES = 8;
const HEADER_BYTES = MAGIC.length + 1 + MODEL_BYTES;

/** `HDEP`, format, 8 bytes that stand for the model version, then the components. */
export function serializeDeep({ data, modelVersion }: Template): Buffer {
  return Buffer.concat([MAGIC, Buffer.from([FORMAT]), modelMark(modelVersion), data]);
}

/** Throws when the bytes are no template of this engine, model version and dimension. */
export function parseDeep(
  engine: EnginePart,
  bytes: Buffer,
  modelVersion: string,
  dimension: number,
): Template {
  if (engine !== 'deep') throw new Error(`this engine reads no template of "${engine}"`);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC) || bytes[MAGIC.length] !== FORMAT) {
    throw new Error('these bytes are no deep template of format 1');
  }
  if (bytes.length !== HEADER_BYTES + dimension) throw new Error('the deep template is not whole');
  if (!bytes.subarray(MAGIC.length + 1, HEADER_BYTES).equals(modelMark(modelVersion))) {
    throw new Error(`the deep template was not made by ${modelVersion}`);
  }
  return { engine, modelVersion, data: new Uint8Array(bytes.subarray(HEADER_BYTES)) };
}

function modelMark(modelVersion: string): Buffer {
  return createHash('sha256').update(modelVersion).digest().subarray(0, MODEL_BYTES);
}
