import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadImage } from './bad-image.ts';
import { defaultMargin, defaultThreshold } from './calibration.ts';
import { createSiftEngine } from './create-sift-engine.ts';
import type { Face, FaceEngine, Gallery } from './face-engine.ts';
import { blurPixels, decodePixels, encodeJpeg, resizePixels } from './pixels/index.ts';

const photo = (sample: number): Promise<Buffer> =>
  readFile(createRequire(import.meta.url).resolve(`@vladmandic/face-api/demo/sample${sample}.jpg`));

/** Another picture of the same scene: smaller, softer, compressed more. */
async function again(image: Buffer): Promise<Buffer> {
  const whole = await decodePixels(image);
  const smaller = await resizePixels(whole, Math.round(whole.width * 0.7), Math.round(whole.height * 0.7));
  return encodeJpeg(await blurPixels(smaller, 0.8), 60);
}

/** Faces large enough to know people by, from left to right. */
const large = (faces: readonly Face[]): Face[] =>
  faces.filter(({ box }) => box.width >= 130).toSorted((a, b) => a.box.x - b.box.x);

let engine: FaceEngine;
let classPhoto: Buffer;
beforeAll(async () => {
  engine = await createSiftEngine();
  classPhoto = await photo(6);
});
afterAll(() => engine.close());

describe('extract', () => {
  it('when a photo shows several people, then every one is found, largest first, with eyes inside the face', async () => {
    const { faces, width, height } = await engine.extract(classPhoto);
    expect([width, height]).toEqual([1920, 1537]);
    expect(faces.length).toBeGreaterThanOrEqual(5);
    expect(faces.map(({ box }) => box.width)).toEqual(
      faces.map(({ box }) => box.width).toSorted((a, b) => b - a),
    );
    for (const { box, landmarks } of faces) {
      const { leftEye, rightEye } = landmarks;
      expect(leftEye.x).toBeLessThan(rightEye.x);
      for (const eye of [leftEye, rightEye]) {
        expect(eye.x).toBeGreaterThan(box.x);
        expect(eye.x).toBeLessThan(box.x + box.width);
        expect(eye.y).toBeGreaterThan(box.y);
        expect(eye.y).toBeLessThan(box.y + box.height * 0.65);
      }
    }
  });

  it('when many images are in work at once, then each answer is what it is alone', async () => {
    const images = await Promise.all([1, 2, 3, 4].map(photo));
    const shapes = async (image: Buffer): Promise<unknown> =>
      (await engine.extract(image)).faces.map(({ box, landmarks, templates }) => [box, landmarks, templates]);
    const alone = [];
    for (const image of images) alone.push(await shapes(image));
    expect(await Promise.all([...images, ...images].map(shapes))).toEqual([...alone, ...alone]);
  });

  it('when a photo is blurred, then its sharpness falls', async () => {
    const blurred = await encodeJpeg(await blurPixels(await decodePixels(classPhoto), 6), 90);
    const [[sharp], [soft]] = [
      (await engine.extract(classPhoto)).faces,
      (await engine.extract(blurred)).faces,
    ];
    expect(soft?.quality.sharpness).toBeLessThan((sharp?.quality.sharpness ?? 0) / 2);
  });

  it('when evidence is asked for, then it is a JPEG around the face', async () => {
    const [face] = (await engine.extract(classPhoto)).faces;
    const crop = await decodePixels((await face?.crop()) ?? Buffer.alloc(0));
    expect(Math.max(crop.width, crop.height)).toBe(320);
    const found = await engine.extract(await encodeJpeg(crop, 90));
    expect(found.faces).toHaveLength(1);
  });

  it('when there is nobody, then there are no faces', async () => {
    const empty = await encodeJpeg({ width: 640, height: 480, data: Buffer.alloc(640 * 480 * 3, 120) }, 80);
    expect((await engine.extract(empty)).faces).toEqual([]);
  });

  it('when the image is truncated or none, then it rejects with BadImage and goes on working', async () => {
    await expect(engine.extract(classPhoto.subarray(0, 9000))).rejects.toBeInstanceOf(BadImage);
    await expect(engine.extract(Buffer.from('no image'))).rejects.toBeInstanceOf(BadImage);
    expect((await engine.extract(classPhoto, { maxFaces: 1 })).faces).toHaveLength(1);
  });

  it('when run over and over, then memory does not grow', async () => {
    const image = await again(await photo(1));
    const rounds = async (count: number): Promise<number> => {
      for (let round = 0; round < count; round++) await engine.extract(image);
      return process.memoryUsage().rss;
    };
    const before = await rounds(10);
    // Thirty rounds that kept their pictures would hold over 35 MB.
    expect((await rounds(30)) - before).toBeLessThan(20e6);
  }, 90_000);
});

describe('a small roster of one photo each', () => {
  let gallery: Gallery;
  let enrolled: Face[];
  beforeAll(async () => {
    enrolled = large((await engine.extract(classPhoto)).faces);
    gallery = await engine.buildGallery(
      enrolled.map(({ templates }, at) => ({ personId: `person ${at}`, templates })),
    );
  });
  afterAll(() => gallery.close());

  it('when its people are seen again, then each is matched above threshold and margin', async () => {
    const seen = large((await engine.extract(await again(classPhoto), { maxFaces: 32 })).faces).slice(
      0,
      enrolled.length,
    );
    expect(seen.length).toBeGreaterThanOrEqual(3);
    for (const { templates, box } of seen) {
      const place = enrolled.findIndex((face) => Math.abs(face.box.x * 0.7 - box.x) < 60);
      const { candidates } = await gallery.search(templates);
      const [best, next] = candidates;
      expect(best?.personId).toBe(`person ${place}`);
      expect(best?.score).toBeGreaterThan(defaultThreshold(engine));
      expect((best?.score ?? 0) - (next?.score ?? 0)).toBeGreaterThan(defaultMargin(engine));
    }
  });

  it('when strangers are seen, then nobody is matched', async () => {
    const strangers = (await Promise.all([1, 3, 4].map(photo))).map((image) => engine.extract(image));
    for (const { faces } of await Promise.all(strangers)) {
      for (const { templates } of faces) {
        const { candidates } = await gallery.search(templates);
        const [best] = candidates;
        expect(best?.score).toBeLessThan(defaultThreshold(engine));
      }
    }
  });

  it('when templates went through storage, then scores are the same', async () => {
    const stored = enrolled.map(({ templates }, at) => ({
      personId: `person ${at}`,
      templates: templates.map((template) =>
        engine.parseTemplate(template.engine, engine.serializeTemplate(template)),
      ),
    }));
    const reloaded = await engine.buildGallery(stored);
    const [first] = enrolled;
    if (!first) throw new Error('nobody is enrolled');
    expect(await reloaded.search(first.templates)).toEqual(await gallery.search(first.templates));
    reloaded.close();
    await expect(reloaded.search(first.templates)).rejects.toThrow('closed');
  });

  it('when a gallery is empty, then there are no candidates', async () => {
    const empty = await engine.buildGallery([{ personId: 'no photos', templates: [] }]);
    const [first] = enrolled;
    if (!first) throw new Error('nobody is enrolled');
    expect(empty.size).toBe(0);
    expect(await empty.search(first.templates)).toEqual({ candidates: [], agreement: null });
  });
});
