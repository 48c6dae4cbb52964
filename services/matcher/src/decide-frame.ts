import type { Frame, SiteSettings } from '@hadir/contracts';
import type { ClassSession } from '@hadir/db';
import type { MatchRule } from '@hadir/domain';
import { type DecidedFace, enforcedVerdict } from './decided-face.ts';
import { decideFaces, type FoundFace } from './identify-faces.ts';
import { type JudgePresentationsDeps, judgePresentations, type Presence } from './judge-presentations.ts';

export type DecideDeps = JudgePresentationsDeps;

export type FoundFrame = {
  readonly frame: Frame;
  readonly session: Pick<ClassSession, 'id'>;
  readonly bytes: Buffer;
  readonly found: readonly FoundFace[];
  readonly rule: MatchRule;
  readonly settings: Pick<SiteSettings, 'livenessMode' | 'expression'>;
};

/** Whom each face of a frame is taken for, by what the gallery says and by what its presentation has shown. */
export async function decideFrame(deps: DecideDeps, frame: FoundFrame): Promise<DecidedFace[]> {
  const { found, rule, settings } = frame;
  const identifications = decideFaces(found, rule);
  const { livenessMode, expression } = settings;
  const presences = await judgePresentations(
    deps,
    { ...frame, identifications },
    { livenessMode, expression: expression.enabled },
  );
  if (livenessMode !== 'enforce') return join(found, identifications, presences, []);
  const verdicts = presences.map(enforcedVerdict);
  return join(found, decideFaces(found, rule, verdicts), presences, verdicts);
}

function join(
  found: readonly FoundFace[],
  identifications: ReturnType<typeof decideFaces>,
  presences: readonly Presence[],
  verdicts: readonly string[],
): DecidedFace[] {
  return found.map((face, at) => {
    const [identification, presence] = [identifications[at], presences[at]];
    if (!identification || !presence) throw new Error(`face ${at} was not decided`);
    const awaitsLife = identification.personId !== null && verdicts[at] === 'undecided';
    return { ...face, identification, presence, awaitsLife };
  });
}
