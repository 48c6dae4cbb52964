import { z } from 'zod';

export const ReportSchedule = z.looseObject({
  id: z.string(),
  report: z.string(),
  filters: z.record(z.string(), z.string()),
  span: z.string().nullable(),
  format: z.string(),
  lang: z.string(),
  recipients: z.array(z.string()),
  weekday: z.number().nullable(),
  atTime: z.string(),
  enabled: z.boolean(),
  lastRunAt: z.string().nullable(),
  gaveUpAt: z.string().nullable(),
  lastError: z.string().nullable(),
});
export type ReportSchedule = z.output<typeof ReportSchedule>;

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** `monday 07:00` */
export function dueText({ weekday, atTime }: Pick<ReportSchedule, 'weekday' | 'atTime'>): string {
  return `${weekday === null ? 'every day' : WEEKDAYS[weekday - 1]} ${atTime}`;
}
