import { defineScript, onRedis, type Redis, type SecretBox } from '@hadir/platform';
import type { FaceEngine, Template } from '@hadir/vision';
import { z } from 'zod';

/**
 * Presentations of a session whose unknown faces are alike have one group, named by its first presentation. Called only where
 * a site keeps unknowns. The faces' templates stay in Redis, sealed, for as long as a session may take.
 */
export type UnknownGroups = {
  /** The group that a presentation was put to, if it was. */
  find(presentationId: string): Promise<string | null>;
  /** Puts a presentation to the group that it is most like, or to a new one. */
  assign(sessionId: string, presentationId: string, templates: readonly Template[]): Promise<string>;
};

type Deps = {
  readonly redis: Redis;
  readonly engine: Pick<FaceEngine, 'compare' | 'serializeTemplate' | 'parseTemplate' | 'parts'>;
  readonly templateBox: Pick<SecretBox, 'seal' | 'open'>;
  /** How alike two faces of one person are at least, in the unit of `compare`. */
  readonly alikeFrom: number;
};

/** More strangers than come to one class; those beyond are not grouped. */
const MAX_GROUPS = 64;
const KEPT_MS = 4 * 60 * 60 * 1000;

/** Keeps the presentation's group unless another frame of it was quicker, and a new group's face. Answers the group. */
const KEEP_GROUP = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return redis.call('GET', KEYS[1]) end
if ARGV[3] ~= '' and redis.call('HLEN', KEYS[2]) < tonumber(ARGV[4]) then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
return ARGV[1]`;

export function createUnknownGroups(deps: Deps): UnknownGroups {
  const { redis } = deps;
  const keepGroup = defineScript(redis, 'hadirKeepGroup', 2, KEEP_GROUP);
  return {
    find: (presentationId) => onRedis(() => redis.get(groupKey(presentationId))),
    async assign(sessionId, presentationId, templates) {
      const key = `hadir:unknown-faces:${sessionId}`;
      const alike = mostAlike(deps, await onRedis(() => redis.hgetall(key)), templates);
      const sealed = alike ? '' : sealFace(deps, presentationId, templates);
      const group = alike ?? presentationId;
      return String(await keepGroup([groupKey(presentationId), key], [group, KEPT_MS, sealed, MAX_GROUPS]));
    },
  };
}

function groupKey(presentationId: string): string {
  return `hadir:unknown-group:${presentationId}`;
}

function mostAlike(
  deps: Deps,
  faces: Readonly<Record<string, string>>,
  templates: readonly Template[],
): string | undefined {
  let best: { readonly group: string; readonly score: number } | undefined;
  for (const [group, sealed] of Object.entries(faces)) {
    const score = deps.engine.compare(templates, openFace(deps, group, sealed));
    if (score >= Math.max(deps.alikeFrom, best?.score ?? 0)) best = { group, score };
  }
  return best?.group;
}

const SealedFace = z.array(
  z.object({ engine: z.enum(['sift', 'deep']), version: z.string(), bytes: z.string() }),
);

function sealFace({ engine, templateBox }: Deps, group: string, templates: readonly Template[]): string {
  const face: z.infer<typeof SealedFace> = templates.map((template) => ({
    engine: template.engine,
    version: template.modelVersion,
    bytes: engine.serializeTemplate(template).toString('base64'),
  }));
  return templateBox.seal(Buffer.from(JSON.stringify(face)), contextOf(group)).toString('base64');
}

/** Templates of another version of the engine, or under a key that is gone, are like nobody. */
function openFace({ engine, templateBox }: Deps, group: string, sealed: string): Template[] {
  try {
    const plain = templateBox.open(Buffer.from(sealed, 'base64'), contextOf(group)).toString();
    return SealedFace.parse(JSON.parse(plain)).flatMap((face) =>
      engine.parts.some((part) => part.engine === face.engine && part.modelVersion === face.version)
        ? [engine.parseTemplate(face.engine, Buffer.from(face.bytes, 'base64'))]
        : [],
    );
  } catch {
    return [];
  }
}

function contextOf(group: string): string {
  return `unknown-face:${group}`;
}
