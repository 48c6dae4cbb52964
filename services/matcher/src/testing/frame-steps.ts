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
    metrics: createMatcherMetrics(createMetrics('matcher')),
    log,
  };
}

/** Adds a student and enrols the photos; answers the student's id. Throws when no photo is accepted. */
export async function enrol(world: World, classroom: Classroom, photos: readonly Buffer[]): Promise<string> {
  const { id, studentId } = await addStudent(world, classroom, photos);
  await enrolPerson(enrolSteps(world), id);
  const enrolment = await world.database.enrolments.find(id);
  if (enrolment?.status === 'accepted') return studentId;
  throw new Error(`not enrolled: ${enrolment?.photos.map(({ reason }) => reason).join(', ')}`);
}
