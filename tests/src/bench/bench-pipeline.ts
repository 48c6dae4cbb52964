import { groupPhotoCast } from '@hadir/demo';
import { createSiftEngine, type ExtractionTimings } from '@hadir/vision';
import { oneFaceFrames } from './one-face-frames.ts';
import { costOf } from './process-cpu.ts';

export type PipelineBench = {
  readonly frames: number;
  /** Frames in which the face was found. */
  readonly withFace: number;
  /** CPU of decoding, finding the face and describing it. */
  readonly cpuMsPerFrame: number;
  readonly stageCpuMs: Readonly<Record<keyof ExtractionTimings, number>>;
  readonly framesPerSecondPerCore: number;
};

/** From a VGA JPEG with one face to its features, one frame after the other. */
export async function benchPipeline(scenes: number): Promise<PipelineBench> {
  const { known } = await groupPhotoCast();
  const frames = await oneFaceFrames(
    known.flatMap(({ probes }) => probes.slice(0, 1)),
    scenes,
  );
  const engine = await createSiftEngine({ concurrency: 1 });
  for (const frame of frames.slice(0, 3)) await engine.extract(frame);
  const { result, cpuMs } = await costOf(async () => {
    const extractions = [];
    for (const frame of frames) extractions.push(await engine.extract(frame));
    return extractions;
  });
  await engine.close();
  const mean = (stage: keyof ExtractionTimings): number =>
    result.reduce((sum, { timings }) => sum + timings[stage].cpuMs, 0) / frames.length;
  return {
    frames: frames.length,
    withFace: result.filter(({ faces }) => faces.length > 0).length,
    cpuMsPerFrame: cpuMs / frames.length,
    stageCpuMs: { decode: mean('decode'), detect: mean('detect'), describe: mean('describe') },
    framesPerSecondPerCore: (1000 * frames.length) / cpuMs,
  };
}
