import { pause } from '@hadir/platform';
import { CliError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { printable } from '../../output/text-width.ts';
import { attendanceText, statusOf } from './attendance-text.ts';
import { type Attendance, type AttendanceItem, readAttendance } from './read-attendance.ts';
import type { SessionNames } from './session-names.ts';

const EVERY_MS = 1000;

/** Shows the roster filling until Ctrl-C: redrawn on a terminal, else a line for each change. Answers the last state. */
export async function watchAttendance(
  first: Attendance,
  names: SessionNames,
  context: Context,
): Promise<Attendance> {
  const stopped = context.untilStopped();
  let shown = first;
  context.screen.note('Watching. Ctrl-C ends.\n');
  show(undefined, first, names, context);
  while (await untilNext(stopped)) {
    const next = await readAttendance(context.api, first.session.id).catch((error: unknown) => {
      if (!(error instanceof CliError)) throw error;
      context.screen.note(`${error.message} Trying again.`);
      return shown;
    });
    show(shown, next, names, context);
    shown = next;
  }
  return shown;
}

/** False once it was stopped. */
async function untilNext(stopped: AbortSignal): Promise<boolean> {
  await pause(EVERY_MS, stopped);
  return !stopped.aborted;
}

function show(before: Attendance | undefined, now: Attendance, names: SessionNames, context: Context): void {
  const { screen, json } = context;
  if (json) return;
  if (screen.interactive) screen.redraw(attendanceText(latestFirst(now), names, context));
  else for (const line of changedLines(before, now, context)) screen.print(line);
}

/** A long roster does not fit into the window: who came last stands on top. */
function latestFirst(attendance: Attendance): Attendance {
  const seenAt = ({ record }: AttendanceItem): string => record?.lastSeenAt ?? '';
  const items = attendance.items.toSorted((a, b) => seenAt(b).localeCompare(seenAt(a)));
  return { ...attendance, items };
}

function changedLines(before: Attendance | undefined, now: Attendance, { time }: Context): string[] {
  const old = new Map(before?.items.map((item) => [item.student.id, statusOf(item)]));
  const isNew = (item: AttendanceItem): boolean => (old.get(item.student.id) ?? null) !== statusOf(item);
  return now.items.filter(isNew).map((item) => {
    const { student, record } = item;
    const at = time.time(record?.firstSeenAt ?? null) ?? '–';
    return [at, student.number, printable(student.name), statusOf(item) ?? 'unseen'].join('  ');
  });
}
