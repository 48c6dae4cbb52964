import type { Rule } from '@hadir/domain';
import { createRandom, type Random } from './random.ts';
import {
  type Script,
  type ScriptCourse,
  type ScriptExcuse,
  type ScriptSession,
  type Status,
  type Visit,
  WEEK_MINUTES,
} from './script.ts';

const STUDENTS = 18;
const WEEKS = 9;
const COURSES = 3;
const CHANGE_WEEK = 6;
const STATUSES: readonly Status[] = ['present', 'late', 'absent', 'excused'];

/** A semester made up from a seed: three courses in nine weeks, with all that goes on in one. */
export function writeScript(seed: number): Script {
  const random = createRandom(seed);
  const courses = Array.from({ length: COURSES }, (_, at) => writeCourse(random, at));
  const sessions = courses.flatMap((course, at) => writeSessions(random, course, at));
  const excuses = Array.from({ length: 30 }, () => writeExcuse(random, sessions));
  return { students: STUDENTS, weeks: WEEKS, courses, sessions, excuses };
}

function writeRule(random: Random): Partial<Rule> {
  const lateAfterMinutes = random.pick([5, 10, 15, 20]);
  return {
    opensBeforeMinutes: random.pick([10, 15, 30]),
    lateAfterMinutes,
    closesAfterMinutes: random.pick([null, lateAfterMinutes + 10, 45]),
    earlyLeaveMinutes: random.pick([null, 15, 25]),
    minimumPercent: random.pick([null, 60, 75, 80]),
    lateCountsAs: random.pick([1, 0.5, 0]),
  };
}

function writeCourse(random: Random, at: number): ScriptCourse {
  const members = new Map<number, number>();
  for (let student = 0; student < STUDENTS; student += 1) {
    if (random.chance(0.65)) members.set(student, random.chance(0.15) ? random.int(1, WEEKS) : 0);
  }
  const change = at === 2 ? null : { week: CHANGE_WEEK, rule: writeRule(random), applyToPast: at === 0 };
  return { rule: writeRule(random), change, members };
}

function writeSessions(random: Random, course: ScriptCourse, at: number): ScriptSession[] {
  return Array.from({ length: WEEKS }, (_, week) => {
    const planned = week * WEEK_MINUTES + at * 24 * 60 + 9 * 60;
    const isMoved = random.chance(0.15);
    const minutes = random.pick([50, 100]);
    const cameraUntil = random.chance(0.75) ? minutes - 1 : random.int(20, minutes - 30);
    const visits = writeVisits(random, cameraUntil);
    const members = [...course.members.keys()];
    return {
      ...{ course: at, week, minutes, cameraUntil, visits },
      startsAt: isMoved ? planned + random.int(1, 40) * 60 : planned,
      movedFrom: isMoved ? planned : null,
      isCancelled: random.chance(0.12),
      isReopened: random.chance(0.2),
      corrections: random.chance(0.5)
        ? [{ student: random.pick(members), status: random.pick(STATUSES) }]
        : [],
    };
  });
}

function writeVisits(random: Random, cameraUntil: number): Visit[] {
  const visits: Visit[] = [];
  for (let student = 0; student < STUDENTS; student += 1) {
    if (random.chance(0.75)) visits.push(...writeVisit(random, student, cameraUntil));
  }
  return visits;
}

/** Some come early, most around the start, a few very late; whoever is seen is seen a few times, and some leave before the end. */
function writeVisit(random: Random, student: number, cameraUntil: number): Visit[] {
  const comes = random.chance(0.8) ? random.int(-20, 18) : random.int(19, 60);
  if (comes > cameraUntil) return [];
  const leaves = random.chance(0.6) ? cameraUntil : random.int(comes, cameraUntil);
  const between = Array.from({ length: 2 }, () => random.int(comes, leaves));
  return [{ student, seenAt: [comes, ...between, leaves], isDelayed: random.chance(0.1) && comes <= 5 }];
}

function writeExcuse(random: Random, sessions: readonly ScriptSession[]): ScriptExcuse {
  const student = random.int(0, STUDENTS - 1);
  const [when, isWithdrawn] = [random.pick(['before', 'after'] as const), random.chance(0.3)];
  const session = random.int(0, sessions.length - 1);
  const { startsAt, course } = sessions[session] as ScriptSession;
  if (random.chance(0.4))
    return { student, course, from: startsAt, to: startsAt + 1, session, when, isWithdrawn };
  const from = Math.floor(startsAt / (24 * 60)) * 24 * 60;
  const to = from + random.int(1, 10) * 24 * 60;
  return { student, course: random.chance(0.5) ? course : null, from, to, session: null, when, isWithdrawn };
}
