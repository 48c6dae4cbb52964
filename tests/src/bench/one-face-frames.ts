import { createSceneComposer, loadPortrait, type ScenePhoto } from '@hadir/camera';

/** VGA frames as a camera sees them, each with one of the faces, `scenes` of each; the same at every run. */
export async function oneFaceFrames(photos: readonly ScenePhoto[], scenes: number): Promise<Buffer[]> {
  const composer = createSceneComposer('bench');
  const frames: Buffer[] = [];
  for (const photo of photos) {
    const portrait = await loadPortrait(photo);
    for (let scene = 0; scene < scenes; scene++) {
      const { jpeg } = await composer.compose([portrait], { seed: `scene ${scene}`, facePx: FACE_PX });
      frames.push(jpeg);
    }
  }
  return frames;
}

/** Width of the face in the frame: somebody at arm's length from a camera at the door. */
const FACE_PX = 170;
