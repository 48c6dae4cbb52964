import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Camera,
  createCamera,
  type FrameEvent,
  type FrameSource,
  type Presentation,
  sceneSource,
} from '@hadir/camera';
import { parseDeviceKey } from '@hadir/contracts';
import type { DemoClass } from '../class/demo-class.ts';
import type { Cast } from '../people/cast.ts';

export type DemoCameraOptions = {
  readonly ingestUrl: string;
  readonly demoClass: Pick<DemoClass, 'deviceId' | 'deviceKey'>;
  readonly playlist: readonly Presentation[];
  readonly framesPerSecond: number;
  readonly repeat: boolean;
  readonly seed: string;
  readonly onFrame: (event: FrameEvent) => void;
  /** Takes no frame while it answers true. */
  readonly isBehind?: () => boolean;
};

/** An ESP32-CAM without hardware: scenes of the playlist, posted through the signed protocol. */
export function createDemoCamera(options: DemoCameraOptions): Camera {
  const { ingestUrl, demoClass, playlist, framesPerSecond, repeat, seed, onFrame } = options;
  const source = sceneSource({ playlist, seed, repeat, size: 'vga', facePx: 150 });
  const key = parseDeviceKey(demoClass.deviceKey);
  if (!key) throw new Error('the device key of the demo camera is not of the form hdk_…');
  return createCamera({
    ingestUrl,
    deviceId: demoClass.deviceId,
    key,
    framesPerSecond,
    source: options.isBehind ? patientSource(source, options.isBehind) : source,
    spoolFrames: 256,
    drainMs: 120_000,
    onFrame,
  });
}

const LOOK_EVERY_MS = 10;

function patientSource(source: FrameSource, isBehind: () => boolean): FrameSource {
  return {
    async next(signal) {
      while (isBehind() && !signal.aborted) await sleep(LOOK_EVERY_MS);
      return source.next(signal);
    },
    close: source.close,
  };
}

const FRAMES_EACH = 6;

/** People of the class one by one, now and then a stranger, twice two at once, with an empty doorway between. */
export function doorPlaylist({ known, strangers }: Cast): readonly Presentation[] {
  const people = known.flatMap(({ probes }) => probes.slice(0, 1));
  const lasts = { frames: FRAMES_EACH };
  const alone = people.map((photo): Presentation => ({ photos: [photo], lasts }));
  const others = strangers.map((photo): Presentation => ({ photos: [photo], lasts }));
  const pairs = [people.slice(0, 2), people.slice(2, 4)].map(
    (photos): Presentation => ({ photos, lasts, facePx: 130 }),
  );
  const empty: Presentation = { photos: [], lasts: { frames: 2 } };
  const turns = alone.flatMap((person, at) => [
    person,
    ...(at % 2 === 1 ? others.slice(at >> 1, (at >> 1) + 1) : []),
  ]);
  return [...turns, ...pairs].flatMap((presentation) => [presentation, empty]);
}
