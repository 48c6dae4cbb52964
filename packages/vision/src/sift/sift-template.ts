import type { EnginePart, Template } from '../face-engine.ts';
import { MODEL_VERSION, PLACE_WEIGHT, SCALE_WEIGHT } from './recipe.ts';

/** Numbers in a SIFT descriptor. */
export const DESCRIPTOR = 128;
/** Bytes of one feature in a template: descriptor, x, y, scale. */
const FEATURE_BYTES = DESCRIPTOR + 3;
/** Numbers in one row of an index: the same, weighed. */
export const ROW = FEATURE_BYTES;

/** RootSIFT components are at most about 0.5. */
const DESCRIPTOR_UNIT = 512;
const PLACE_UNIT = 255;
/** log2(size / crop) lies between -8 and 0. */
const SCALE_UNIT = 32;
const SCALE_SHIFT = 8;

export type Feature = {
  /** Place in the aligned face, shares of the crop. */
  readonly x: number;
  readonly y: number;
  /** log2 of the feature's size as a share of the crop. */
  readonly scale: number;
};

const toByte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

/** Packs SIFT's descriptors (128 numbers each, any scale) as RootSIFT bytes with the place of each. */
export function packTemplate(features: readonly Feature[], descriptors: Float32Array): Template {
  const data = new Uint8Array(features.length * FEATURE_BYTES);
  features.forEach(({ x, y, scale }, at) => {
    const to = at * FEATURE_BYTES;
    packRootSift(descriptors.subarray(at * DESCRIPTOR, (at + 1) * DESCRIPTOR), data, to);
    data[to + DESCRIPTOR] = toByte(x * PLACE_UNIT);
    data[to + DESCRIPTOR + 1] = toByte(y * PLACE_UNIT);
    data[to + DESCRIPTOR + 2] = toByte((scale + SCALE_SHIFT) * SCALE_UNIT);
  });
  return { engine: 'sift', modelVersion: MODEL_VERSION, data };
}

/** RootSIFT: the square root of each component's share, which makes Euclidean distance compare histograms. */
function packRootSift(descriptor: Float32Array, data: Uint8Array, to: number): void {
  let sum = 0;
  for (const component of descriptor) sum += component;
  const unit = sum > 0 ? DESCRIPTOR_UNIT / Math.sqrt(sum) : 0;
  descriptor.forEach((component, at) => {
    data[to + at] = toByte(Math.sqrt(component) * unit);
  });
}

/** Each feature with its RootSIFT descriptor, of length about 1. */
export function readFeatures({ data }: Template): { feature: Feature; descriptor: Float32Array }[] {
  return Array.from({ length: data.length / FEATURE_BYTES }, (_, at) => {
    const bytes = data.subarray(at * FEATURE_BYTES, (at + 1) * FEATURE_BYTES);
    const [x = 0, y = 0, scale = 0] = bytes.subarray(DESCRIPTOR);
    const feature = { x: x / PLACE_UNIT, y: y / PLACE_UNIT, scale: scale / SCALE_UNIT - SCALE_SHIFT };
    return {
      feature,
      descriptor: Float32Array.from(bytes.subarray(0, DESCRIPTOR), (byte) => byte / DESCRIPTOR_UNIT),
    };
  });
}

export function featureCount({ data }: Template): number {
  return data.length / FEATURE_BYTES;
}

/** Writes a template's features as index rows from row `at` on; distances between rows are as the recipe defines them. */
export function unpackRows({ data }: Template, rows: Float32Array, at: number): void {
  const placeUnit = Math.sqrt(PLACE_WEIGHT) / PLACE_UNIT;
  const scaleUnit = Math.sqrt(SCALE_WEIGHT) / SCALE_UNIT;
  for (let feature = 0; feature < data.length; feature += FEATURE_BYTES) {
    const to = at * ROW + feature;
    for (let i = 0; i < DESCRIPTOR; i++) rows[to + i] = (data[feature + i] ?? 0) / DESCRIPTOR_UNIT;
    const place = feature + DESCRIPTOR;
    rows[to + DESCRIPTOR] = (data[place] ?? 0) * placeUnit;
    rows[to + DESCRIPTOR + 1] = (data[place + 1] ?? 0) * placeUnit;
    rows[to + DESCRIPTOR + 2] = (data[place + 2] ?? 0) * scaleUnit;
  }
}

const MAGIC = Buffer.from('HSFT', 'latin1');
const FORMAT = 1;
const HEADER_BYTES = MAGIC.length + 3;

/** `HSFT`, format, count (16 bits, big-endian), then for each feature 128 descriptor bytes, x, y and scale. */
export function serializeTemplate({ data }: Template): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt8(FORMAT, MAGIC.length);
  header.writeUInt16BE(data.length / FEATURE_BYTES, MAGIC.length + 1);
  return Buffer.concat([header, data]);
}

/** Throws when the bytes are no whole template of this format. */
export function parseTemplate(engine: EnginePart, bytes: Buffer): Template {
  if (engine !== 'sift') throw new Error(`this engine reads no template of "${engine}"`);
  const known = bytes.subarray(0, MAGIC.length).equals(MAGIC) && bytes[MAGIC.length] === FORMAT;
  if (!known || bytes.length < HEADER_BYTES) throw new Error('these bytes are no SIFT template of format 1');
  const count = bytes.readUInt16BE(MAGIC.length + 1);
  if (bytes.length !== HEADER_BYTES + count * FEATURE_BYTES)
    throw new Error('the SIFT template is not whole');
  return { engine: 'sift', modelVersion: MODEL_VERSION, data: new Uint8Array(bytes.subarray(HEADER_BYTES)) };
}
