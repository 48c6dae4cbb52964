import type { FrameOutcome } from '@hadir/contracts';
import type { MatchRule } from '@hadir/domain';
import { createFrameStore, createMetrics, createOutcomes, publishGalleryChanged } from '@hadir/platform';
import type { Gallery } from '@hadir/vision';
import { createConfirmSighting } from '../confirm-sighting.ts';
import { type EnrolPersonDeps, enrolPerson } from '../enrol-person.ts';
import { createEvidence } from '../evidence.ts';
import { createGalleries } from '../galleries.ts';
import type { GalleryCache } from '../gallery-cache.ts';
import type { IdentifyFrameDeps } from '../identify-frame.ts';
import { PHOTO_LIMITS } from '../limits.ts';
import { createMatcherMetrics } from '../matcher-metrics.ts';
import { type Person, photoOf } from './people.ts';
import { addStudent, type Classroom, type World } from './world.ts';

type FrameSteps = IdentifyFrameDeps & {
  readonly galleries: GalleryCache<Gallery>;
  readonly published: FrameOutcome[];
};

/** What createMatcher gives to identifyFrame, with the outcomes kept in order as well. */
export function frameSteps(
  world: World,
  matchRule: MatchRule,
  { keepUnknowns = false }: { readonly keepUnknowns?: boolean } = {},
): FrameSteps {
  const { database, redis, objects, engine, log } = world;
  const metrics = createMatcherMetrics(createMetrics('matcher'));
  const outcomes = createOutcomes(redis);
  const published: FrameOutcome[] = [];
  return {
    sessions: database.sessions,
    attendance: database.attendance,
    frames: createFrameStore(redis),
    engine,
    galleries: createGalleries(world, metrics, 8),
    confirmSighting: createConfirmSighting(redis, { sightings: 3, windowMs: 10_000 }),
    evidence: createEvidence({ redis, objects }, { keepUnknowns }),
    outcomes: {
      async publish(outcome) {
        await outcomes.publish(outcome);
        published.push(outcome);
      },
    },
    matchRule,
    metrics,
    log,
    published,
  };
}

export function enrolSteps(world: World): EnrolPersonDeps {
  const { database, redis, objects, engine, templateBox, log } = world;
  return {
    enrolments: database.enrolments,
    objects,
    engine,
    templateBox,
    galleryChanged: (change) => publishGalleryChanged(redis, change),
    photoLimits: PHOTO_LIMITS,
    livenessMode: async () => 'advisory',
    findSimilar: async () => undefined,
    metrics: createMatcherMetrics(createMetrics('matcher')),
    log,
  };
}

/** Puts these people on the roster, each with one enrolled photo; answers their student ids. */
export async function enrolClass<Name extends Person>(
  world: World,
  classroom: Classroom,
  people: readonly Name[],
): Promise<Record<Name, string>> {
  const students = people.map(async (person) => {
    const { id, studentId } = await addStudent(world, classroom, [await photoOf(person, 1)]);
    await enrolPerson(enrolSteps(world), id);
    const enrolment = await world.database.enrolments.find(id);
    if (enrolment?.status !== 'accepted') throw new Error(`${person}: ${enrolment?.photos[0]?.reason}`);
    return [person, studentId] as const;
  });
  return Object.fromEntries(await Promise.all(students)) as Record<Name, string>;
}
