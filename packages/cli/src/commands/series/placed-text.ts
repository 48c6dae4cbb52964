import type { Placed } from '../../api/timetable-models.ts';

/** What became of the sessions of a series. */
export function placedText(placed: Placed): string {
  const { created, changed, cancelled, restored, removed, pastDays, holidays } = placed;
  const done = [
    [created, 'made'],
    [changed, 'moved'],
    [cancelled, 'cancelled'],
    [restored, 'held again'],
    [removed, 'removed'],
  ] as const;
  const parts = done.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const left = [
    holidays > 0 ? `${holidays} left out for holidays` : '',
    pastDays > 0 ? `${pastDays} lie behind (--include-past makes them)` : '',
  ].filter(Boolean);
  const all = [...(parts.length > 0 ? parts : ['none changed']), ...left];
  return `Sessions: ${all.join(', ')}.`;
}
