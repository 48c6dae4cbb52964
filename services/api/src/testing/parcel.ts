import type { Parcel } from '../notifications/outlets/outlet.ts';

export const everywhere = { privateTargets: { all: true, ranges: [] } } as const;
/** A name with everything that Markdown, mrkdwn or HTML would take for its own. */
export const ODD = "Sa*ti_ (O'Neil) <b> & [x](http://y) `z` #1! <!channel> @here \\ ~|{}=+-.>";
const about = {
  courseId: null,
  courseCode: null,
  courseName: null,
  roomId: null,
  roomName: null,
  sessionId: null,
  sessionStartsAt: null,
  sessionEndsAt: null,
  studentId: '018f0000-0000-7000-8000-000000000001',
  studentNumber: 'S1',
  studentName: ODD,
  deviceId: null,
  deviceName: null,
};
export const facts = [
  {
    ...about,
    id: 'e1',
    type: 'student.at-risk',
    at: new Date(),
    details: { percent: 60, minimumPercent: 75 },
  },
];
export const parcel: Parcel = {
  id: 'd1f0a1b2-0000-4000-8000-000000000001',
  message: { title: `${ODD}: late`, lines: [ODD, 'Second'] },
  facts,
  isGroup: false,
  remoteRef: null,
};
