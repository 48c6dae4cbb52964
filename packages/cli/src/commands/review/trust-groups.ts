import type { CommandGroup } from '../../command/define-command.ts';
import { attendanceSet } from '../attendance/set.ts';
import { attendanceShow } from '../attendance/show.ts';
import { attendanceUndo } from '../attendance/undo.ts';
import { auditList } from '../audit/list.ts';
import { auditVerify } from '../audit/verify.ts';
import { disputeAnswer, disputeList, disputeShow } from '../dispute/dispute-commands.ts';
import { reviewAssign, reviewEnrol, reviewIgnore, reviewNotThisPerson, reviewUndo } from './act.ts';
import { reviewList } from './list.ts';
import { reviewShow } from './show.ts';

/** What keeps records right, and shows who kept them so. */
export const trustGroups: readonly CommandGroup[] = [
  {
    name: 'attendance',
    summary: 'Attendance records by hand',
    commands: [attendanceSet, attendanceUndo, attendanceShow],
  },
  {
    name: 'review',
    summary: 'What waits for a person',
    commands: [
      reviewList,
      reviewShow,
      reviewAssign,
      reviewNotThisPerson,
      reviewIgnore,
      reviewEnrol,
      reviewUndo,
    ],
  },
  {
    name: 'dispute',
    summary: 'Records that students say are wrong',
    commands: [disputeList, disputeShow, disputeAnswer],
  },
  {
    name: 'audit',
    summary: 'Who did what, and whether that can be trusted',
    commands: [auditList, auditVerify],
  },
];
