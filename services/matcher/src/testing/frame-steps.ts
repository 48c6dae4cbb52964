import { type FrameOutcome, SiteSettings } from '@hadir/contracts';
import { createMetrics, publishGalleryChanged } from '@hadir/platform';
import type { Gallery } from '@hadir/vision';
import { type EnrolPersonDeps, enrolPerson } from '../enrol-person.ts';
import { frameSteps as realSteps } from '../frame-worker.ts';
import { createGalleries } from '../galleries.ts';
import type { GalleryCache } from '../gallery-cache.ts';
import type { IdentifyFrameDeps } from '../identify-frame.ts';
import { type BaseRule, PHOTO_LIMITS } from '../limits.ts';
import { createMatcherMetrics } from '../matcher-metrics.ts';
import { type Person, photoOf } from './people.ts';
import { addStudent, type Classroom, type World } from './world.ts';

type FrameSteps = IdentifyFrameDeps & {
  readonly galleries: GalleryCache<Gallery>;
  readonly published: FrameOutcome[];
};

/** What createMatcher gives to identifyFrame, with the outcomes kept in order as well. `settings` are the site's. */
export function frameSteps(
  world: World,
  matchRule: BaseRule,
  settings: Partial<SiteSettings> = {},
): FrameSteps {
  const counts = createMatcherMetrics(createMetrics('matcher'));
  const galleries = createGalleries(world, counts, 8);
  const site = { ...SiteSettings.parse({}), ...settings };
  const confirmRule = { sightings: 3, windowMs: 10_000 };
  const steps = realSteps(
    { ...world, galleries, counts },
    { matchRule, confirmRule, keepUnknownCrops: false },
  );
  const published: FrameOutcome[] = [];
  return {
    ...steps,
    galleries,
    siteSettings: async () => site,
    outcomes: {
      async publish(outcome) {
        await steps.outcomes.publish(outcome);
        published.push(outcome);
      },
    },
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
