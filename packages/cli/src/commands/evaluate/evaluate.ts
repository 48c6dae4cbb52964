import type { EvaluationReport } from '@hadir/vision';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, text, wholeNumber } from '../../command/fields.ts';
import { openEngine } from '../../settings/open-engine.ts';
import { evaluationText } from './evaluation-text.ts';

export const evaluate = defineCommand({
  name: 'evaluate',
  summary: 'Measure how well an engine recognises the faces of a folder.',
  details:
    'Enrols some people, then looks for them and for strangers among them. Layout protocol: known/PERSON/*, strangers/* and a protocol.json that says which photos enrol and which probe. Layout folders: a folder for each person; the first half is enrolled, the others are the strangers. Of several faces in a photo the most central one counts; a face that is not found counts as a failure.',
  examples: ['--faces faces/lfw', '--faces faces/orl --layout folders --enrol 5 --json'],
  input: {
    engine: option('--engine <name>', 'sift', oneOf(['sift']).default('sift')),
    faces: option('--faces <dir>', 'the folder', text),
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
  },
  async run({ faces, layout, enrol }, context) {
    const vision = await import('@hadir/vision');
    const engine = await openEngine(context);
    const onProgress = progressOn(context);
    const report = await vision
      .evaluate({ engine, facesDir: faces, layout, enrol, onProgress })
      .catch((error: unknown): Promise<EvaluationReport> => {
        if (!(error instanceof vision.EvaluationError)) throw error;
        const fix = 'Check --faces and --layout; --help tells how the folder must be laid out.';
        throw new CliError('bad-faces', `${error.message}.`, fix, error);
      });
    return { json: report, text: evaluationText(report, context.screen.width) };
  },
});

function progressOn({ screen }: Context) {
  const startedAt = Date.now();
  return ({ done, total }: { readonly done: number; readonly total: number }): void => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    screen.progress(`${done} of ${total} photos, ${seconds} s`);
  };
}
