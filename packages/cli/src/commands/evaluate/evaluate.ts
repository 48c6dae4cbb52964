import type { Evaluation, FaceEngine } from '@hadir/vision';
import { CliError, UsageError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, oneOf, text, wholeNumber } from '../../command/fields.ts';
import { evaluateLiveness } from './evaluate-liveness.ts';
import type { EvaluationReport } from './evaluation-report.ts';
import { evaluationText } from './evaluation-text.ts';
import { openEngines } from './open-engines.ts';

export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Measure how well engines recognise the faces of a folder.',
  details:
    'Enrols some people, then looks for them and for strangers among them. Layout protocol: known/PERSON/*, strangers/* and a protocol.json that says which photos enrol and which probe. Layout folders: a folder for each person; the first half is enrolled, the others are the strangers. Of several faces in a photo the most central one counts; a face that is not found counts as a failure. Conditions: clean is as photographed; a number is the width of a face in a simulated VGA frame, with +noise, +low-light or +quality12 if wanted (noise alone is 60+noise, the others 80). Photos to enrol are always as photographed. With --liveness: genuine/NAME/*.jpg and attacks/TYPE/NAME/*.jpg hold the frames of presentations; of photos in a folder for each person, presentations and attacks are drawn.',
  examples: [
    '--faces faces/lfw',
    '--liveness recordings --fps 9 --json',
    '--faces faces/orl --layout folders --enrol 5 --json',
    '--engine all --faces faces/lfw --conditions clean,80,60,noise --halves --html report.html',
  ],
  input: {
    engine: option(
      '--engine <name>',
      'sift, deep, fused, all, or auto (fused if the models are there)',
      oneOf(['auto', 'sift', 'deep', 'fused', 'all']).default('auto'),
    ),
    faces: option('--faces <dir>', 'the folder', text.optional()),
    liveness: option('--liveness <dir>', 'judge liveness instead, on recordings or photos', text.optional()),
    fps: option('--fps <n>', 'liveness: frames per second of recordings', wholeNumber(1, 60).default(9)),
    people: option('--people <n>', 'liveness: how many people to draw', wholeNumber(1, 1000).default(20)),
    layout: option(
      '--layout <layout>',
      'protocol or folders',
      oneOf(['protocol', 'folders']).default('protocol'),
    ),
    enrol: option(
      '--enrol <n>',
      'layout folders: photos to enrol of each person',
      wholeNumber(1, 100).default(5),
    ),
    conditions: option(
      '--conditions <list>',
      'clean, 120, 80, 60, 40, noise, low-light, quality12',
      text.default('clean'),
    ),
    halves: option('--halves', 'choose thresholds on half of the people, report on the others', flag),
    html: option('--html <file>', 'write a report that needs no other file', text.optional()),
    crops: option('--crops', 'show the worst confusions in it: the file then holds faces', flag),
    svg: option('--svg <dir>', 'write the charts', text.optional()),
  },
  async run(
    { engine, faces, layout, enrol, conditions, halves, html, crops, svg, liveness, fps, people },
    context,
  ) {
    if (liveness !== undefined) {
      return evaluateLiveness({ dir: liveness, framesPerSecond: fps, people }, context);
    }
    if (faces === undefined) throw new UsageError('--faces is missing.', '');
    if (crops && html === undefined) throw new UsageError('--crops is for --html.', '');
    const vision = await import('@hadir/vision');
    const engines = await openEngines(engine, context);
    const evaluation = await vision
      .evaluate({
        engines,
        facesDir: faces,
        layout,
        enrol,
        conditions: conditions.split(',').map((each) => each.trim()),
        halves,
        onProgress: progressOn(context),
      })
      .catch((error: unknown): Promise<Evaluation> => {
        if (!(error instanceof vision.EvaluationError)) throw error;
        const fix = 'Check --faces, --layout and --conditions; --help tells how the folder must be laid out.';
        throw new CliError('bad-faces', `${error.message}.`, fix, error);
      });
    const report = await summariseWith(engines, evaluation);
    const { writeReport } = await import('./write-report.ts');
    const [first] = engines;
    const source = { evaluation, engine: first, screen: context.screen };
    const written = await writeReport(report, { html, svgDir: svg, crops }, source);
    const lines = written.length > 0 ? `\n\n${written.join('\n')}` : '';
    return { json: report, text: evaluationText(report, context.screen.width) + lines };
  },
});

/** With each engine's own threshold and margin. */
async function summariseWith(
  engines: readonly FaceEngine[],
  evaluation: Evaluation,
): Promise<EvaluationReport> {
  const { defaultMargin, defaultThreshold } = await import('@hadir/vision');
  const { summarise } = await import('./summarise.ts');
  return summarise(evaluation, (name) => {
    const engine = engines.find((each) => each.name === name) ?? { name };
    return { threshold: defaultThreshold(engine), margin: defaultMargin(engine) };
  });
}

function progressOn({ screen }: Context) {
  const startedAt = Date.now();
  return ({ done, total }: { readonly done: number; readonly total: number }): void => {
    const seconds = (Date.now() - startedAt) / 1000;
    const left = Math.round((seconds / done) * (total - done));
    screen.progress(`${done} of ${total} looks, ${Math.round(seconds)} s, about ${left} s to go`);
  };
}
