import { type Presentation, sceneSource } from '@hadir/camera';
import { groupPhotoCast } from '@hadir/demo';

/** So many JPEGs as a camera at a door takes them: people of the cast in turn, and now and then nobody. */
export async function doorScenes(count: number): Promise<readonly Buffer[]> {
  const { known, strangers } = await groupPhotoCast();
  const people = [...known.flatMap(({ probes }) => probes.slice(0, 1)), ...strangers];
  const playlist = people.map((photo): Presentation => ({ photos: [photo], lasts: { frames: 1 } }));
  const source = sceneSource({
    playlist: [...playlist, { photos: [], lasts: { frames: 1 } }],
    seed: 'firmware',
    repeat: true,
  });
  const jpegs: Buffer[] = [];
  while (jpegs.length < count) {
    const frame = await source.next(AbortSignal.timeout(60_000));
    if (!frame) throw new Error('the scenes ended');
    jpegs.push(frame.jpeg);
  }
  await source.close();
  return jpegs;
}
