import type { CommandGroup } from './command/define-command.ts';
import { courseAdd } from './commands/course/add.ts';
import { courseChange } from './commands/course/change.ts';
import { courseLecturers } from './commands/course/lecturers.ts';
import { courseList } from './commands/course/list.ts';
import { courseRemove } from './commands/course/remove.ts';
import { courseTeach } from './commands/course/teach.ts';
import { holidayAdd } from './commands/holiday/add.ts';
import { holidayChange } from './commands/holiday/change.ts';
import { holidayList } from './commands/holiday/list.ts';
import { holidayRemove } from './commands/holiday/remove.ts';
import { roomAdd } from './commands/room/add.ts';
import { roomList } from './commands/room/list.ts';
import { roomRemove } from './commands/room/remove.ts';
import { roomRename } from './commands/room/rename.ts';
import { rosterAdd } from './commands/roster/add.ts';
import { rosterGroup } from './commands/roster/group.ts';
import { rosterList } from './commands/roster/list.ts';
import { rosterRemove } from './commands/roster/remove.ts';
import { semesterAdd } from './commands/semester/add.ts';
import { semesterChange } from './commands/semester/change.ts';
import { semesterList } from './commands/semester/list.ts';
import { semesterRemove } from './commands/semester/remove.ts';
import { seriesAdd } from './commands/series/add.ts';
import { seriesChange } from './commands/series/change.ts';
import { seriesList } from './commands/series/list.ts';
import { seriesRemove } from './commands/series/remove.ts';
import { sessionAdd } from './commands/session/add.ts';
import { sessionCancel } from './commands/session/cancel.ts';
import { sessionChange } from './commands/session/change.ts';
import { sessionClose } from './commands/session/close.ts';
import { sessionCode } from './commands/session/code.ts';
import { sessionList } from './commands/session/list.ts';
import { sessionMove } from './commands/session/move.ts';
import { sessionRemove } from './commands/session/remove.ts';
import { sessionReopen } from './commands/session/reopen.ts';
import { sessionRestore } from './commands/session/restore.ts';
import { sessionShow } from './commands/session/show.ts';
import { timetableConflicts } from './commands/timetable/conflicts.ts';
import { timetableExport } from './commands/timetable/export.ts';
import { timetableImport } from './commands/timetable/import.ts';

/** Courses, and where and when they are held. */
export const timetableTree: readonly CommandGroup[] = [
  {
    name: 'semester',
    summary: 'Spans of the campus calendar',
    commands: [semesterAdd, semesterList, semesterChange, semesterRemove],
  },
  {
    name: 'holiday',
    summary: 'Days off, on which no series is held',
    commands: [holidayAdd, holidayList, holidayChange, holidayRemove],
  },
  {
    name: 'course',
    summary: 'Courses and who teaches them',
    commands: [courseAdd, courseList, courseChange, courseRemove, courseTeach, courseLecturers],
  },
  {
    name: 'roster',
    summary: 'Who is expected at the sessions of a course',
    commands: [rosterAdd, rosterList, rosterGroup, rosterRemove],
  },
  { name: 'room', summary: 'Rooms', commands: [roomAdd, roomList, roomRename, roomRemove] },
  {
    name: 'series',
    summary: 'Sessions that are held each week',
    commands: [seriesAdd, seriesList, seriesChange, seriesRemove],
  },
  {
    name: 'session',
    summary: 'Class sessions',
    commands: [
      sessionAdd,
      sessionList,
      sessionShow,
      sessionCode,
      sessionChange,
      sessionMove,
      sessionCancel,
      sessionRestore,
      sessionRemove,
      sessionClose,
      sessionReopen,
    ],
  },
  {
    name: 'timetable',
    summary: 'Sessions as calendars, in and out, and what clashes',
    commands: [timetableImport, timetableExport, timetableConflicts],
  },
];
