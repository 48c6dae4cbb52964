import type { FaceOutcome, LiveEvent } from '@hadir/contracts';
import type { CampusTime } from '../../campus-time.ts';

/** A line for people; undefined for what would only fill the screen: frames without a face. */
export function liveText(event: LiveEvent, time: CampusTime, now = new Date()): string | undefined {
  const at = time.time(event.type === 'outcome' ? event.outcome.capturedAt : now) ?? '';
  const words = wordsOf(event);
  return words && [at, ...words].join('  ');
}

function wordsOf(event: LiveEvent): string[] | undefined {
  switch (event.type) {
    case 'outcome': {
      const { deviceId, faces, dropped } = event.outcome;
      if (faces.length === 0) return dropped === 'no-face' ? undefined : [deviceId, dropped ?? 'no face'];
      return [deviceId, faces.map(faceText).join(', ')];
    }
    case 'attendance':
      return ['attendance', event.studentId, event.status ?? 'no record', `(${event.source})`];
    case 'session':
      return ['session', event.sessionId, event.change];
    case 'device':
      return [event.deviceId, event.state];
    case 'queue':
      return ['queue', `${event.waiting} waiting, ${event.active} at work`];
    default:
      return ['review', `${event.waiting} waiting`];
  }
}

function faceText({ status, studentId, score, reason }: FaceOutcome): string {
  const why = reason === undefined || reason === 'match' ? '' : ` (${reason})`;
  return [status, studentId, score.toFixed(1)].filter((part) => part !== null).join(' ') + why;
}
