import { type JsonSchema, openApiDocument, type Route } from '@hadir/platform';

const description = `Students, courses, class sessions and their attendance, as cameras and people record it.

Send an API key with every request, \`Authorization: Bearer hak_…\`, or sign in: then the cookie opens what the user's role may,
and all but GET need the header \`X-CSRF-Token\` with the \`csrfToken\` of signing in or of GET /v1/session. Each route names the
roles that may call it, and the scope that a key with scopes needs. Lecturers reach the courses that they teach. Lists come in pages: give \`nextCursor\` of one page as \`cursor\` of the next. Instants are
ISO 8601 in UTC. A refusal says in \`error.message\` what is wrong and what to do, and in \`error.field\` where.`;

const tags = [
  { name: 'students', description: 'Who can be enrolled.' },
  { name: 'links', description: 'Personal links, by which students see their own records.' },
  { name: 'me', description: 'What a student does with a personal link: `Authorization: Bearer hsl_…`.' },
  { name: 'check-in', description: 'Attendance without a face, by a code that is shown in the room.' },
  { name: 'consents', description: 'Whether a student agreed to be recognised.' },
  { name: 'enrolments', description: 'Photos from which a student is recognised.' },
  { name: 'courses', description: 'Courses and their rosters.' },
  { name: 'semesters', description: 'Spans of the campus calendar.' },
  { name: 'rooms', description: 'Where class sessions are held and devices stand.' },
  { name: 'imports', description: 'Files that are checked by row, and then written whole.' },
  { name: 'holidays', description: 'Days off, on which no series is held.' },
  { name: 'series', description: 'Weekly patterns from which sessions are made.' },
  { name: 'timetable', description: 'Sessions as calendars, in and out, and what clashes.' },
  { name: 'sessions', description: 'Class sessions: a course in a room for a time.' },
  { name: 'excuses', description: 'Why a student need not be there.' },
  { name: 'rules', description: 'What decides who is late, absent, left early or at risk.' },
  { name: 'attendance', description: 'Who was there.' },
  {
    name: 'reviews',
    description: 'Faces that wait for a person: unknown, ambiguous, suspected, not on the roster.',
  },
  { name: 'disputes', description: 'Records that students say are wrong.' },
  {
    name: 'corrections',
    description: 'What staff say of a face: that it is not the student it was taken for, or who it is.',
  },
  { name: 'look-alikes', description: 'Students whose faces are too alike.' },
  { name: 'expression', description: 'Counts of expressions for each session, off by default.' },
  { name: 'sightings', description: 'Faces that were seen, and why each was or was not a match.' },
  {
    name: 'corrections',
    description: 'What staff say of a face: that it is not the student it was taken for, or who it is.',
  },
  { name: 'look-alikes', description: 'Students whose faces are too alike.' },
  { name: 'expression', description: 'Counts of expressions for each session, off by default.' },
  { name: 'reports', description: 'Reports as JSON, CSV, XLSX and PDF, and their sending by e-mail.' },
  { name: 'devices', description: 'Cameras and their keys.' },
  { name: 'firmware', description: 'Releases of what devices run, and how far each is rolled out.' },
  { name: 'live', description: 'What happens, as it happens.' },
  { name: 'api-keys', description: 'Keys for programs, with scopes and an end.' },
  { name: 'device', description: 'What a device may know of itself.' },
  { name: 'users', description: 'Who signs in.' },
  { name: 'session', description: 'Signing in and out, and who I am.' },
  { name: 'notifications', description: 'Who is told of what, where, and what became of it.' },
  { name: 'settings', description: 'What a site decides about recognition.' },
  { name: 'privacy', description: 'What is deleted for its age, and what an erasure removed.' },
  { name: 'audit', description: 'Who did what.' },
  { name: 'service', description: 'The service itself.' },
];

/** The OpenAPI document of these routes. */
export function apiDocument(routes: readonly Route[]): JsonSchema {
  return openApiDocument(routes, { title: 'Hadir API', version: '1.0.0', description, tags });
}
