import type { ReportSchedule as Stored } from '@hadir/db';
import { AppError, defineRoute, type Route } from '@hadir/platform';
import { MailError } from '../../mail/mail-error.ts';
import { actorName, audited } from '../../shared/audited.ts';
import type { ApiDeps } from '../../shared/deps.ts';
import { created, found } from '../../shared/found.ts';
import { writers } from '../../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../../shared/schemas.ts';
import { latestDue } from './due-time.ts';
import { NewReportSchedule, ReportSchedule, ReportScheduleChange } from './schedule-schemas.ts';
import { noMailer, queryAt, type SendDeps, sendReport } from './send-report.ts';

type Deps = SendDeps & Pick<ApiDeps, 'log'>;

const tags = ['reports'];
const path = '/v1/report-schedules';

/** Reports that are sent by e-mail at a time of every day or week. */
export function reportScheduleRoutes(deps: Deps): Route[] {
  const writing = [createRoute(deps), changeRoute(deps), removeRoute(deps), runRoute(deps)];
  return [...readingRoutes(deps), ...writing];
}

function readingRoutes({ database }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'List the reports that are sent by e-mail',
      tags,
      roles: writers,
      schemas: { query: PageQuery, response: pageOf('ReportSchedulePage', ReportSchedule) },
      handle: async ({ query }) => {
        const { items, nextCursor } = await database.reportSchedules.list(query);
        return { items: items.map(viewOf), nextCursor };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/:id`,
      summary: 'Read a report that is sent by e-mail',
      tags,
      roles: writers,
      schemas: { params: IdParams, response: ReportSchedule },
      refusals: ['not-found'],
      handle: async ({ params }) =>
        viewOf(found(await database.reportSchedules.find(params.id), 'report schedule')),
    }),
  ];
}

function createRoute({ database, timeZone, mailer }: Deps): Route {
  return defineRoute({
    method: 'post',
    path,
    summary: 'Have a report sent by e-mail',
    description:
      'First at the next time it is due. Sent once by whichever process takes it; of times missed while the service was down the newest alone. Tried 6 times over half an hour, then given up: `gaveUpAt` and `lastError` say so.',
    tags,
    roles: writers,
    status: 201,
    schemas: { body: NewReportSchedule, response: ReportSchedule },
    refusals: ['conflict', 'unprocessable'],
    handle: async ({ body }, { actor }) => {
      if (!mailer) throw noMailer();
      const now = new Date();
      queryAt(body, now, timeZone);
      const { enabled, ...given } = body;
      const doneFor = latestDue(body, now, timeZone);
      const row = { ...given, enabled: Number(enabled), createdBy: actorName(actor), doneFor };
      const deed = {
        actor,
        action: 'report-schedule.create',
        subject: ({ id }: Stored) => id,
        details: { report: body.report, recipients: body.recipients.length },
      };
      return viewOf(created(await audited(database, deed, (all) => all.reportSchedules.create(row))));
    },
  });
}

function changeRoute({ database, timeZone }: Deps): Route {
  return defineRoute({
    method: 'patch',
    path: `${path}/:id`,
    summary: 'Change a report that is sent by e-mail',
    tags,
    roles: writers,
    schemas: { params: IdParams, body: ReportScheduleChange, response: ReportSchedule },
    refusals: ['not-found', 'unprocessable'],
    handle: async ({ params: { id }, body }, { actor }) => {
      const before = found(await database.reportSchedules.find(id), 'report schedule');
      const { enabled, ...given } = body;
      const patch = { ...given, ...(enabled === undefined ? {} : { enabled: Number(enabled) }) };
      const deed = { actor, action: 'report-schedule.update', subject: id };
      const changed = await audited(database, deed, (all) =>
        all.reportSchedules.update(id, withoutBacklog(before, patch as Partial<Stored>, timeZone)),
      );
      return viewOf(found(changed, 'report schedule'));
    },
  });
}

/** What its new time, or the time it was switched off, would have had is not made up for. */
function withoutBacklog(before: Stored, patch: Partial<Stored>, timeZone: string): Partial<Stored> {
  const now = new Date();
  const after = { ...before, ...patch };
  queryAt(after, now, timeZone);
  const isMoved = after.atTime !== before.atTime || after.weekday !== before.weekday;
  const isBack = after.enabled === 1 && before.enabled === 0;
  return isMoved || isBack ? { ...patch, doneFor: latestDue(after, now, timeZone) } : patch;
}

function removeRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'delete',
    path: `${path}/:id`,
    summary: 'Have a report sent by e-mail no more',
    tags,
    roles: writers,
    schemas: { params: IdParams },
    refusals: ['not-found'],
    handle: async ({ params: { id } }, { actor }) => {
      const deed = { actor, action: 'report-schedule.remove', subject: id };
      found(await audited(database, deed, (all) => all.reportSchedules.remove(id)), 'report schedule');
      return undefined;
    },
  });
}

function runRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:id/run`,
    summary: 'Send it now, once more',
    description: 'As of now; its next due time stays as it is. Answers once the mail server has taken it.',
    tags,
    roles: writers,
    schemas: { params: IdParams },
    refusals: ['not-found', 'conflict', 'unprocessable'],
    handle: async ({ params: { id } }, { actor }) => {
      const schedule = found(await deps.database.reportSchedules.find(id), 'report schedule');
      await sendNow(deps, schedule);
      const deed = { actor, action: 'report-schedule.run', subject: id };
      await audited(deps.database, deed, async () => true);
      return undefined;
    },
  });
}

async function sendNow(deps: Deps, schedule: Stored): Promise<void> {
  try {
    const refused = await sendReport(deps, schedule, new Date());
    if (refused === 0) return;
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    throw new AppError('conflict', error.message, { reason: 'mail-refused', cause: error });
  }
  throw new AppError('conflict', 'some of the addresses were refused; the others were sent it', {
    reason: 'mail-refused',
  });
}

function viewOf(stored: Stored): ReportSchedule {
  return { ...stored, enabled: stored.enabled === 1, recipients: [...stored.recipients] };
}
