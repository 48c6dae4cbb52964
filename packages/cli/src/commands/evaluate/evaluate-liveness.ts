import { defaultLivenessRule } from '@hadir/domain';
import type { PresentationRun } from '@hadir/vision';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { openEngine } from '../../settings/open-engine.ts';
import { type LivenessReport, reportLiveness } from './liveness-report.ts';
import { livenessText } from './liveness-text.ts';

export type EvaluateLiveness = {
  readonly dir: string;
  readonly framesPerSecond: number;
  readonly people: number;
};

/** Of a drawn presentation: at 9 frames/s not quite two seconds, in which a person may well blink. */
const DRAWN_FRAMES = 16;
const DRAWN_FACE_PX = 120;

/** Judges the presentations of a folder as the matcher would. */
export async function evaluateLiveness(
  { dir, framesPerSecond, people }: EvaluateLiveness,
  context: Context,
): Promise<{ json: LivenessReport; text: string }> {
  const { EvaluationError, runPresentations } = await import('@hadir/vision');
  // The lightest of those that find landmarks; who it is does not matter here.
  const engine = await openEngine(context, 'sift');
  const options = { engine, dir, framesPerSecond, people, frames: DRAWN_FRAMES, facePx: DRAWN_FACE_PX };
  const runs: PresentationRun[] = [];
  try {
    for await (const run of runPresentations(options)) {
      runs.push(run);
      context.screen.progress(`${runs.length} presentations, the last: ${run.name}, ${run.type}`);
    }
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const fix = 'Give genuine/NAME/*.jpg and attacks/TYPE/NAME/*.jpg, or photos in a folder for each person.';
    throw new CliError('bad-faces', `${error.message}.`, fix, error);
  }
  const report = reportLiveness(runs, defaultLivenessRule);
  return { json: report, text: livenessText(report, context.screen.width) };
}
