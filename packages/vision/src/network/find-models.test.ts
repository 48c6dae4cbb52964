import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHIPPED_CARDS } from './find-model-dirs.ts';
import { findModels } from './find-models.ts';
import { type ModelCard, modelVersion, parseModelCard } from './model-card.ts';

const shipped = async (task: string): Promise<ModelCard> => {
  const file = join(SHIPPED_CARDS, `${task}.json`);
  return parseModelCard(await readFile(file, 'utf8'), file);
};
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

let dir: string;
let modelsDir: string;
let cacheDir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-models-'));
  modelsDir = join(dir, 'site');
  cacheDir = join(dir, 'cache');
  await mkdir(modelsDir);
  await mkdir(cacheDir);
});
afterEach(() => rm(dir, { recursive: true }));

describe('the networks of a machine', () => {
  it('when nothing was fetched, then none is found and nothing is wrong', async () => {
    expect(await findModels({ cacheDir })).toEqual({});
  });

  it('when a site brings a card and its file, then these take the place of the shipped ones', async () => {
    const card = {
      ...(await shipped('feature')),
      id: 'ours',
      file: 'ours.onnx',
      sha256: sha256('weights'),
      source: null,
    };
    await writeFile(join(modelsDir, 'feature.json'), JSON.stringify(card));
    await writeFile(join(modelsDir, 'ours.onnx'), 'weights');
    const { feature } = await findModels({ modelsDir, cacheDir });
    expect(feature?.path).toBe(join(modelsDir, 'ours.onnx'));
    expect(feature && modelVersion(feature.card)).toBe(`ours-${sha256('weights').slice(0, 12)}`);
  });

  it('when a file is not the one of its card, then it is refused by name', async () => {
    const { file, source } = await shipped('eyes');
    const place = join(cacheDir, source?.npm ?? '');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, file), 'something else');
    await expect(findModels({ cacheDir })).rejects.toThrow(/fr_eye\.onnx is not the file .*faceplugin-eyes/);
  });

  it('when a file is there and cannot be read, then that is said, not that it is missing', async () => {
    const { file, source } = await shipped('eyes');
    await mkdir(join(cacheDir, source?.npm ?? '', file), { recursive: true });
    await expect(findModels({ cacheDir })).rejects.toThrow('a face network cannot be read');
  });

  it('when the folder of a site does not exist, then it is named', async () => {
    await expect(findModels({ modelsDir: join(dir, 'nowhere'), cacheDir })).rejects.toThrow(/nowhere/);
  });
});

describe('a model card', () => {
  it.each(['detect', 'landmarks', 'eyes', 'feature', 'liveness', 'expression'])(
    'when it is the shipped one for %s, then it is whole and says what is not known',
    async (task) => {
      const card = await shipped(task);
      expect(card.task).toBe(task);
      expect(card.trainingData).toBe('undisclosed');
    },
  );

  it('when fields are wrong or missing, then each is named with the file', async () => {
    const { licence: _licence, ...card } = await shipped('feature');
    const text = JSON.stringify({ ...card, sha256: 'abc', file: '../feature.onnx' });
    expect(() => parseModelCard(text, 'ours.json')).toThrow(
      /ours\.json[\s\S]*file[\s\S]*sha256[\s\S]*licence/,
    );
    expect(() => parseModelCard('{', 'ours.json')).toThrow('ours.json is no JSON');
  });
});
