import { expect, it } from 'vitest';
import { BadImage } from '../../bad-image.ts';
import { blurPixels, decodePixels, encodeJpeg } from '../../pixels/index.ts';
import { at, groupPhoto, type SeenPeople } from './seen-people.ts';

export function extractContract(given: () => SeenPeople): void {
  it('when a photo shows several people, then every one is found, largest first, with a template of each part', async () => {
    const { engine, photo } = given();
    const { faces, width, height } = await engine.extract(photo);
    expect([width, height]).toEqual([1920, 1537]);
    expect(faces.length).toBeGreaterThanOrEqual(4);
    const widths = faces.map(({ box }) => box.width);
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    for (const { templates } of faces) {
      const made = templates.map(({ engine: part, modelVersion }) => ({ engine: part, modelVersion }));
      expect(made).toEqual(engine.parts);
    }
  });

  it('when faces are found, then their eyes lie inside, the left one left', () => {
    for (const { box, landmarks } of given().enrolled) {
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
    const images = await Promise.all(([1, 2, 3] as const).map(groupPhoto));
    const shapes = async (image: Buffer): Promise<unknown> =>
      (await given().engine.extract(image)).faces.map((face) => [face.box, face.landmarks, face.templates]);
    const alone = [];
    for (const image of images) alone.push(await shapes(image));
    expect(await Promise.all([...images, ...images].map(shapes))).toEqual([...alone, ...alone]);
  }, 60_000);

  whenImagesAreOdd(given);
}

function whenImagesAreOdd(given: () => SeenPeople): void {
  it('when a photo is blurred, then its sharpness falls', async () => {
    const { engine, photo, enrolled } = given();
    const blurred = await encodeJpeg(await blurPixels(await decodePixels(photo), 6), 90);
    const [soft] = (await engine.extract(blurred)).faces;
    const sharp = Math.max(...enrolled.map(({ quality }) => quality.sharpness));
    expect(soft?.quality.sharpness).toBeLessThan(sharp / 2);
  });

  it('when evidence is asked for, then it is a JPEG around the face', async () => {
    const { engine, enrolled } = given();
    const crop = await decodePixels(await at(enrolled, 0).crop());
    expect(Math.max(crop.width, crop.height)).toBe(320);
    expect((await engine.extract(await encodeJpeg(crop, 90))).faces).toHaveLength(1);
  });

  it('when there is nobody, then there are no faces', async () => {
    const wall = { width: 640, height: 480, data: Buffer.alloc(640 * 480 * 3, 120) };
    expect((await given().engine.extract(await encodeJpeg(wall, 80))).faces).toEqual([]);
  });

  it('when the image is truncated or none, then it rejects with BadImage and goes on working', async () => {
    const { engine, photo } = given();
    await expect(engine.extract(photo.subarray(0, 9000))).rejects.toBeInstanceOf(BadImage);
    await expect(engine.extract(Buffer.from('no image'))).rejects.toBeInstanceOf(BadImage);
    expect((await engine.extract(photo, { maxFaces: 1 })).faces).toHaveLength(1);
  });
}
