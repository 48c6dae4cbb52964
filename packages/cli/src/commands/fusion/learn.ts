import { writeFile } from 'node:fs/promises';
import { CliError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, text, wholeNumber } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';
import { openEngine } from '../../settings/open-engine.ts';
import { fusionText } from './fusion-text.ts';
import { makeFusion } from './make-fusion.ts';

const CONDITIONS = 'clean,120,80,60,40,noise,low-light,quality12';

export const fusionLearn = defineCommand({
  name: 'learn',
  summary: 'Learn from labelled faces how the scores of both engines become one.',
  details:
    'Enrols people and looks for them and for strangers, as hadir evaluate does (see there for layouts and conditions). Every second person and stranger teaches the weights, the threshold and the margin; the others tell how well that holds. The file holds figures only, no photo or template. Point FUSION_FILE of the matchers to it.',
  examples: [
    '--faces faces/lfw --name LFW --out fusion.json',
    '--faces faces/campus --layout folders --enrol 3 --name "our campus, spring" --out fusion.json',
  ],
  input: {
    faces: option('--faces <dir>', 'the folder', text),
    name: option('--name <name>', 'what the faces are called in the file', text),
    layout: option(
      '--layout <layout>',
      'protocol or folders',
      oneOf(['protocol', 'folders']).default('protocol'),
    ),
    enrol: option(
      '--enrol <n>',
      'layout folders: photos to enrol of each person',
      wholeNumber(1, 100).default(3),
    ),
    conditions: option('--conditions <list>', 'as hadir evaluate knows them', text.default(CONDITIONS)),
    half: option(
      '--half <half>',
      'which half teaches: first or second',
      oneOf(['first', 'second']).default('first'),
    ),
    out: option('--out <file>', 'where to write the fusion', text.default('fusion.json')),
  },
  async run({ faces, name, layout, enrol, conditions, half, out }, context) {
    const vision = await import('@hadir/vision');
    const engines = [
      await openEngine(context, 'fused', { unlearned: true }),
      await openEngine(context, 'sift'),
    ];
    const evaluation = await vision
      .evaluate({
        engines,
        facesDir: faces,
        layout,
        enrol,
        conditions: conditions.split(',').map((each) => each.trim()),
        halves: true,
        onProgress: ({ done, total }) => context.screen.progress(`${done} of ${total} looks`),
      })
      .catch((error: unknown) => {
        if (!(error instanceof vision.EvaluationError)) throw error;
        throw new CliError(
          'bad-faces',
          `${error.message}.`,
          'Check --faces, --layout and --conditions.',
          error,
        );
      });
    const command = `hadir fusion learn --name ${JSON.stringify(name)} --layout ${layout} --conditions ${conditions} --half ${half}`;
    const fusion = makeFusion(vision, evaluation, {
      dataSet: name,
      command: layout === 'folders' ? `${command} --enrol ${enrol}` : command,
      learnedAt: new Date().toISOString(),
      half,
      parts: engines[0]?.parts ?? [],
    });
    await writeFile(out, `${JSON.stringify(fusion, null, 2)}\n`);
    const about = facts([['Written to', out]]);
    return { json: fusion, text: `${fusionText(fusion, context.screen.width)}\n\n${about}` };
  },
});
