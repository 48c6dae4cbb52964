import type { Presentation, ScenePhoto } from '@hadir/camera';
import { defineCommand, option } from '../../command/define-command.ts';
import { decimalNumber, flag, oneOf, text, wholeNumber } from '../../command/fields.ts';
import { deviceFields, senderOf } from './device-fields.ts';
import { findFaces } from './find-faces.ts';
import { readPhotos } from './read-photos.ts';
import { cameraListener, cameraResult, stopAfter } from './watch-camera.ts';

export const cameraSimulate = defineCommand({
  name: 'simulate',
  summary: 'Post frames of photographed people as an ESP32-CAM would see them.',
  details:
    'Each photo stands before the camera for a while, as an OV2640 shows it: small, turned a little, blurred and noisy. With --cameras several run at once under the same device. Ends at Ctrl-C, or with --once after the last photo.',
  examples: [
    '--device cam-a101 --key @cam-a101.key --photos faces/ --fps 2',
    '--device cam-a101 --key hdk_… --photos faces/ --cameras 4 --fps 1 --seconds 60',
  ],
  input: {
    photos: option('--photos <dir>', 'photos, or a folder of photos for each person', text),
    ...deviceFields,
    cameras: option('--cameras <n>', 'how many cameras', wholeNumber(1, 100).default(1)),
    stay: option('--stay <seconds>', 'how long each person stays', decimalNumber(0.1, 3600).default(4)),
    once: option('--once', 'end after the last photo', flag),
    size: option('--size <size>', 'vga or svga', oneOf(['vga', 'svga']).default('vga')),
    facePx: option('--face-px <n>', 'width of the face in the frame', wholeNumber(24, 480).default(120)),
    seed: option('--seed <text>', 'the same seed gives the same frames', text.default('hadir')),
  },
  async run({ photos, fps, cameras, seconds, verbose, stay, once, size, facePx, seed, ...device }, context) {
    const sender = await senderOf(device, context);
    const people = await findFaces(await readPhotos(photos), context);
    const { createCameras, sceneSource } = await import('@hadir/camera');
    const listener = cameraListener(context, verbose);
    const run = createCameras(
      Array.from({ length: cameras }, (_, number) => ({
        ...sender,
        ...listener,
        framesPerSecond: fps,
        source: sceneSource({
          playlist: playlistFrom(people, number, stay),
          seed: `${seed}/${number}`,
          repeat: !once,
          size,
          facePx,
        }),
      })),
    );
    return cameraResult(await run.run(stopAfter(context, seconds)));
  },
});

/** Each camera begins with another person. */
function playlistFrom(people: readonly ScenePhoto[], camera: number, seconds: number): Presentation[] {
  return people.map((_, at) => {
    const photo = people[(at + camera) % people.length];
    return { photos: photo ? [photo] : [], lasts: { seconds } };
  });
}
