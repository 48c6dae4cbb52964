import { groupPhotoCast } from '@hadir/demo';
import { createSiftEngine, type FaceEngine, type Template } from '@hadir/vision';
import { oneFaceFrames } from './one-face-frames.ts';

type Options = {
  /** Stays open; one of its own unless given. */
  readonly engine?: FaceEngine;
  /** Views of each face. */
  readonly scenes: number;
};

/** SIFT's templates of the faces in the demo's photos, several views of each. */
export async function realSiftTemplates({ engine: given, scenes }: Options): Promise<Template[]> {
  const engine = given ?? (await createSiftEngine());
  const { known, strangers } = await groupPhotoCast();
  const photos = [...known.flatMap(({ probes }) => probes), ...strangers];
  const templates: Template[] = [];
  for (const frame of await oneFaceFrames(photos, scenes)) {
    const [face] = (await engine.extract(frame, { maxFaces: 1 })).faces;
    templates.push(...(face?.templates.filter((template) => template.engine === 'sift') ?? []));
  }
  if (!given) await engine.close();
  return templates;
}
