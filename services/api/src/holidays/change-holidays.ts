import type { Holiday, HolidayEffect, SessionSeries } from '@hadir/db';
import { occurrenceDays } from '@hadir/domain';
import { type Actor, AppError } from '@hadir/platform';
import { placeAgain, publishPlaced, type SeriesDeps } from '../series/place.ts';
import { publish } from '../sessions/plan-session.ts';
import { audited } from '../shared/audited.ts';
import { created, found } from '../shared/found.ts';
import type { HolidayChange, NewHoliday } from './holiday-schemas.ts';

type Applied = { readonly holiday: Holiday; readonly effect: HolidayEffect };

/** Adds the holiday and cancels the occurrences of series that fall on it, together or not at all. */
export async function addHoliday(deps: SeriesDeps, given: NewHoliday, actor: Actor) {
  const row = { ...given, endsOn: given.endsOn ?? given.startsOn };
  const deed = { actor, action: 'holiday.create', subject: ({ holiday }: Applied) => holiday.id };
  const { holiday, effect } = created(
    await audited(deps.database, deed, async ({ holidays }) => {
      const made = await holidays.create(row);
      return { holiday: made, effect: await holidays.apply(made) };
    }),
  );
  await publishEffect(deps, effect);
  return { holiday, sessions: { ...lengths(effect), created: 0 } };
}

export async function changeHoliday(deps: SeriesDeps, id: string, change: HolidayChange, actor: Actor) {
  const before = found(await deps.database.holidays.find(id), 'holiday');
  if ((change.endsOn ?? before.endsOn) < (change.startsOn ?? before.startsOn)) {
    throw new AppError('bad-request', 'endsOn: must not be before startsOn', { field: 'endsOn' });
  }
  const deed = { actor, action: 'holiday.update', subject: id };
  const { holiday, effect } = found(
    await audited(deps.database, deed, async ({ holidays }) => {
      const changed = await holidays.update(id, change);
      return changed && { holiday: changed, effect: await holidays.apply(changed) };
    }),
    'holiday',
  );
  await publishEffect(deps, effect);
  return { holiday, sessions: { ...lengths(effect), created: await fillIn(deps, before) } };
}

/** Removes the holiday, and what it kept from being held is held after all. */
export async function removeHoliday(deps: SeriesDeps, id: string, actor: Actor) {
  const before = found(await deps.database.holidays.find(id), 'holiday');
  const deed = { actor, action: 'holiday.remove', subject: id };
  const restored = found(
    await audited(deps.database, deed, async ({ holidays }) => {
      const ids = await holidays.lift(id);
      return (await holidays.remove(id)) ? ids : undefined;
    }),
    'holiday',
  );
  await publishEffect(deps, { cancelled: [], restored });
  return { sessions: { cancelled: 0, restored: restored.length, created: await fillIn(deps, before) } };
}

/**
 * Makes what the holiday kept from being made. Each series by itself, so that none waits for all; running it again finds the
 * rest, as does the next change of a series.
 */
async function fillIn(deps: SeriesDeps, span: Holiday): Promise<number> {
  let made = 0;
  let after = '';
  for (;;) {
    const page = await deps.database.series.between(span.startsOn, span.endsOn, after);
    for (const series of await withGaps(deps, page, span)) {
      const placed = await placeAgain(deps, series);
      made += placed?.created.length ?? 0;
      if (placed) await publishPlaced(deps, placed);
    }
    const last = page.at(-1);
    if (!last) return made;
    after = last.id;
  }
}

/** Those that have no session on some day of the span that their pattern names. */
async function withGaps(
  { database }: SeriesDeps,
  page: readonly SessionSeries[],
  { startsOn, endsOn }: Holiday,
) {
  const ids = page.map(({ id }) => id);
  const held = await database.series.heldDays(ids, startsOn, endsOn);
  return page.filter((series) =>
    occurrenceDays(series).some((day) => startsOn <= day && day <= endsOn && !held.get(series.id)?.has(day)),
  );
}

async function publishEffect(deps: SeriesDeps, { cancelled, restored }: HolidayEffect): Promise<void> {
  await Promise.all([
    ...cancelled.map((id) => publish(deps, { id }, 'cancelled')),
    ...restored.map((id) => publish(deps, { id }, 'restored')),
  ]);
}

function lengths({ cancelled, restored }: HolidayEffect) {
  return { cancelled: cancelled.length, restored: restored.length };
}
