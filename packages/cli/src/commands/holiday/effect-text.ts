import type { HolidayEffect } from '../../api/timetable-models.ts';

/** What a holiday did to sessions. */
export function effectText({ cancelled, restored, created }: HolidayEffect): string {
  const parts = [
    cancelled > 0 ? `${cancelled} cancelled` : '',
    restored > 0 ? `${restored} held again` : '',
    created > 0 ? `${created} made` : '',
  ].filter(Boolean);
  return parts.length > 0 ? `Sessions: ${parts.join(', ')}.` : 'No session was concerned.';
}
