import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelCache, SHIPPED_CARDS } from './find-model-dirs.ts';
import { BadModel, type ModelCard, parseModelCard, type Task } from './model-card.ts';

/** A network that is there, with its content checked. */
export type Model = { readonly card: ModelCard; readonly path: string };
export type Models = { readonly [One in Task]?: Model };

export type ModelPlaces = {
  /** A folder with networks, and cards for those that take the place of a shipped one. */
  readonly modelsDir?: string | undefined;
  /** Where packages' networks were put by the set-up. */
  readonly cacheDir?: string | undefined;
};

/**
 * The networks of this machine, by what they are used for. Of each task that card counts which lies in `modelsDir`, else the shipped
 * one; its file is looked for in `modelsDir`, then in the user's cache. What is not there is left out.
 * Rejects with BadModel when a card is faulty, or a file is not the one that its card describes.
 */
export async function findModels({ modelsDir, cacheDir = modelCache() }: ModelPlaces = {}): Promise<Models> {
  const cards = new Map<Task, ModelCard>();
  for (const dir of [SHIPPED_CARDS, ...(modelsDir ? [modelsDir] : [])]) {
    for (const card of await readCards(dir)) cards.set(card.task, card);
  }
  const models: { [One in Task]?: Model } = {};
  for (const [task, card] of cards) {
    const path = await findFile(card, modelsDir, cacheDir);
    if (path) models[task] = { card, path };
  }
  return models;
}

async function readCards(dir: string): Promise<ModelCard[]> {
  const names = await readdir(dir).catch((cause: unknown) => {
    throw new BadModel(`the folder of models ${dir} cannot be read`, { cause });
  });
  const cards: ModelCard[] = [];
  for (const name of names.filter((entry) => entry.endsWith('.json')).toSorted()) {
    const file = join(dir, name);
    cards.push(parseModelCard(await readFile(file, 'utf8'), file));
  }
  return cards;
}

async function findFile(
  card: ModelCard,
  modelsDir: string | undefined,
  cacheDir: string,
): Promise<string | undefined> {
  const dirs = [modelsDir, card.source ? join(cacheDir, card.source.npm) : undefined];
  for (const dir of dirs.filter((one) => one !== undefined)) {
    const path = join(dir, card.file);
    const bytes = await readIfThere(path);
    if (!bytes) continue;
    if (createHash('sha256').update(bytes).digest('hex') !== card.sha256) {
      const advice = card.source ? '; delete it and run: node scripts/setup/fetch-models.mjs' : '';
      throw new BadModel(`${path} is not the file that the card "${card.id}" describes (sha256)${advice}`);
    }
    return path;
  }
  return undefined;
}

/** Throws BadModel for a file that is there and cannot be read. */
async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new BadModel(`a face network cannot be read: ${message}`, { cause });
  }
}
