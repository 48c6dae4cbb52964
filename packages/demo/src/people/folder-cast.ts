import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Box, ScenePhoto } from '@hadir/camera';
import type { FaceEngine } from '@hadir/vision';
import { DemoError } from '../demo-error.ts';
import type { Cast } from './cast.ts';

/** Which photos enrol, and which are shown: `protocol.json`. Names of files, each in its person's or the strangers' folder. */
type Protocol = {
  readonly known: readonly {
    readonly person: string;
    readonly enrol: readonly string[];
    readonly probe: readonly string[];
  }[];
  readonly strangers: readonly string[];
};

/** A cast from a folder of face photos: `known/<person>/*`, `strangers/*` and `protocol.json`. */
export async function folderCast(folder: string): Promise<Cast> {
  const protocol = await readProtocol(folder);
  const { createFaceEngine } = await import('@hadir/vision');
  const engine = await createFaceEngine();
  try {
    const scenePhoto = async (file: string, label: string): Promise<ScenePhoto> => {
      const bytes = await readJpeg(file);
      return { bytes, label, face: await findFace(engine, bytes) };
    };
    const known = [];
    for (const [at, { person, enrol, probe }] of protocol.known.entries()) {
      const number = String(25001 + at);
      const inFolder = (name: string): string => join(folder, 'known', person, name);
      known.push({
        number,
        name: person.replaceAll('_', ' '),
        enrolPhotos: await inTurn(enrol, (name) => readJpeg(inFolder(name))),
        probes: await inTurn(probe, (name) => scenePhoto(inFolder(name), number)),
      });
    }
    const strangers = await inTurn(protocol.strangers, (name) =>
      scenePhoto(join(folder, 'strangers', name), `stranger ${name}`),
    );
    return { known, strangers };
  } finally {
    await engine.close();
  }
}

async function readProtocol(folder: string): Promise<Protocol> {
  const file = join(folder, 'protocol.json');
  try {
    const { known, strangers } = JSON.parse(await readFile(file, 'utf8')) as Protocol;
    if (Array.isArray(known) && Array.isArray(strangers)) return { known, strangers };
  } catch {
    // Told below, as for a file of another shape.
  }
  const shape = '{ "known": [{ "person", "enrol": [files], "probe": [files] }], "strangers": [files] }';
  throw new DemoError(`${file} cannot be used.`, `It must read ${shape}.`);
}

/** The bytes of a JPEG or PNG as they are, of another format as a JPEG, as the api takes only these. */
async function readJpeg(file: string): Promise<Buffer> {
  const bytes = await readFile(file);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return bytes;
  const { decodePixels, encodeJpeg } = await import('@hadir/vision/pixels');
  return encodeJpeg(await decodePixels(bytes), 95);
}

/** The most central face; where the detector finds none, the middle of the photo, as a portrait has it. */
async function findFace(engine: FaceEngine, photo: Buffer): Promise<Box> {
  const { faces, width, height } = await engine.extract(photo);
  const distance = ({ x, y, width: w, height: h }: Box): number =>
    Math.hypot(x + w / 2 - width / 2, y + h / 2 - height / 2);
  const [nearest] = faces.map(({ box }) => box).sort((a, b) => distance(a) - distance(b));
  const size = Math.min(width, height) * 0.45;
  return nearest ?? { x: (width - size) / 2, y: (height - size) / 2, width: size, height: size };
}

async function inTurn<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
