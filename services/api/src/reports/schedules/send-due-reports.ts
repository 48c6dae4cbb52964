import { jobs } from '@hadir/contracts';
import type { Database, ReportSchedule } from '@hadir/db';
import { AppError, type Log } from '@hadir/platform';
import { MailError } from '../../mail/mail-error.ts';
import type { ScheduledJob } from '../../scheduled/scheduled-job.ts';
import { latestDue } from './due-time.ts';
import { type SendDeps, sendReport } from './send-report.ts';

const MOST_ATTEMPTS = 6;
/** After the first failure; doubled after each other. */
const FIRST_WAIT_MS = 60_000;
/** Who has claimed a schedule for longer has died. */
const STALE_MS = 15 * 60 * 1000;

type Deps = SendDeps & { readonly log: Log };

/** Every minute: sends what is due, once, whichever process takes it; of what was missed the newest alone. */
export const sendDueReportsJob: ScheduledJob = {
  job: jobs.sendReports,
  cron: '* * * * *',
  run: (deps, signal) => sendDueReports(deps, new Date(), signal),
};

export async function sendDueReports(deps: Deps, now: Date, signal?: AbortSignal): Promise<void> {
  for await (const schedule of allSchedules(deps.database)) {
    if (signal?.aborted) return;
    if (!schedule.enabled) continue;
    const dueFor = latestDue(schedule, now, deps.timeZone);
    if (schedule.doneFor >= dueFor) continue;
    const stale = new Date(now.getTime() - STALE_MS);
    if (!(await deps.database.reportSchedules.claim(schedule.id, dueFor, now, stale))) continue;
    await sendClaimed(deps, schedule.id, dueFor, now);
  }
}

async function* allSchedules({ reportSchedules }: Pick<Database, 'reportSchedules'>) {
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof reportSchedules.list>> = await reportSchedules.list({
      limit: 100,
      cursor,
    });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

async function sendClaimed(deps: Deps, id: string, dueFor: Date, now: Date): Promise<void> {
  const { database, log } = deps;
  const schedule = await database.reportSchedules.find(id);
  if (!schedule) return;
  try {
    const refused = await sendReport(deps, schedule, dueFor);
    const trouble = refused > 0 ? `${refused} of the addresses were refused` : null;
    await database.reportSchedules.finish(id, dueFor, now, trouble);
    log.info('report sent', { scheduleId: id, report: schedule.report, refused });
  } catch (error) {
    await noteFailure(deps, schedule, error, { dueFor, now });
  }
}

async function noteFailure(
  { database, log }: Deps,
  { id, attempts }: ReportSchedule,
  error: unknown,
  { dueFor, now }: { readonly dueFor: Date; readonly now: Date },
): Promise<void> {
  const said = saidOf(error);
  if (isFinal(error) || attempts >= MOST_ATTEMPTS) {
    log.error('report given up', { scheduleId: id, attempts, error });
    await database.reportSchedules.giveUp(id, dueFor, said, now);
    return;
  }
  const waitMs = FIRST_WAIT_MS * 2 ** (attempts - 1);
  log.warn('report not sent yet', { scheduleId: id, attempts, waitMs, error });
  await database.reportSchedules.postpone(id, said, new Date(now.getTime() + waitMs));
}

/** What waiting does not mend: a course that is gone, an address that nobody has. */
function isFinal(error: unknown): boolean {
  return error instanceof MailError
    ? !error.temporary
    : error instanceof AppError && error.code !== 'conflict';
}

/** Only what we or the mail server's code say: an unexpected error may hold anything. */
function saidOf(error: unknown): string {
  const isOurs = error instanceof MailError || error instanceof AppError;
  return (isOurs ? error.message : 'the report could not be made; see the log').slice(0, 500);
}
