import { people } from './1763800000000-people.ts';
import { places } from './1763800001000-places.ts';
import { enrolment } from './1763800002000-enrolment.ts';
import { attendance } from './1763800003000-attendance.ts';
import { access } from './1763800004000-access.ts';
import { decisions } from './1763900000000-decisions.ts';
import { site } from './1763900001000-site.ts';
import { photoGate } from './1763900002000-photo-gate.ts';
import { campus } from './1763900004000-campus.ts';
import { templateKey } from './1763900005000-template-key.ts';
import { semester } from './1763900010000-semester.ts';
import { timetable } from './1763900011000-timetable.ts';
import { importTables } from './1763900012000-imports.ts';
import { rules } from './1763900013000-rules.ts';
import { review } from './1763900014000-review.ts';
import { reports } from './1763900015000-reports.ts';
import { signIn } from './1763900016000-sign-in.ts';
import { notifications } from './1763900017000-notifications.ts';
import { deviceSpansMigration } from './1763900018000-device-spans.ts';
import { privacy } from './1763900019000-privacy.ts';
import { firmware } from './1763900020000-firmware.ts';
import { deviceSettings } from './1763900021000-device-settings.ts';

/** In the order in which they run. A migration that has been released is never edited: add another. */
export const migrations = [
  people,
  places,
  enrolment,
  attendance,
  access,
  decisions,
  site,
  photoGate,
  campus,
  templateKey,
  semester,
  timetable,
  importTables,
  rules,
  review,
  reports,
  signIn,
  notifications,
  deviceSpansMigration,
  privacy,
  firmware,
  deviceSettings,
] as const;
