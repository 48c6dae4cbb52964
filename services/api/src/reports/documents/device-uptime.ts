import type { DeviceUptime } from '@hadir/db';
import { z } from 'zod';
import { readers } from '../../shared/roles.ts';
import { dayFields, defineReport, roomField } from '../define-report.ts';
import type { Column, Row } from '../report-document.ts';
import { fileNameOf, limitFacts, spanOf } from '../report-facts.ts';
import { type Say, sayIn } from '../report-texts.ts';

const HOUR_SECONDS = 3600;

export const deviceUptimeReport = defineReport({
  name: 'device-uptime',
  summary: 'Report how long each device was heard of, and which sessions it saw',
  description:
    'Hours are counted from when a device was first heard of. Sessions are those of the room in which it stands now.',
  roles: readers,
  filters: z.object({ ...dayFields, roomId: roomField }),
  async build({ database, timeZone }, { from, to, roomId, lang }) {
    const say = sayIn(lang);
    const about = await limitFacts(database, { from, to, roomId }, lang);
    const devices = database.reports.deviceUptime({ ...spanOf({ from, to }, timeZone), roomId });
    return {
      name: 'device-uptime',
      title: say('device-uptime'),
      lang,
      timeZone,
      about: [...about, { label: say('timesIn'), value: timeZone }],
      columns: columnsOf(say),
      rows: (async function* () {
        yield (await devices).map(rowOf);
      })(),
      totals: ({ known_hours = 0, online_hours = 0 }) => ({
        online_percent: rateOf(online_hours, known_hours),
      }),
      signed: false,
      fileName: fileNameOf('devices', from, to),
    };
  },
});

function columnsOf(say: Say): Column[] {
  return [
    { key: 'device_id', title: say('device'), kind: 'code', width: 16 },
    { key: 'device_name', title: say('name'), kind: 'text', width: 18 },
    { key: 'room', title: say('room'), kind: 'text', width: 12 },
    { key: 'online_percent', title: say('online'), kind: 'percent', width: 9 },
    { key: 'online_hours', title: say('onlineHours'), kind: 'percent', width: 10, summed: true },
    { key: 'known_hours', title: say('knownHours'), kind: 'percent', width: 10, summed: true },
    { key: 'sessions', title: say('sessions'), kind: 'count', width: 11, summed: true },
    { key: 'sessions_seen', title: say('sessionsSeen'), kind: 'count', width: 11, summed: true },
    { key: 'sightings', title: say('sightings'), kind: 'count', width: 9, summed: true },
    { key: 'last_seen', title: say('lastSeen'), kind: 'moment', width: 18 },
  ];
}

function rowOf(device: DeviceUptime): Row {
  const { knownSeconds, onlineSeconds } = device;
  return {
    device_id: device.deviceId,
    device_name: device.deviceName,
    room: device.roomName,
    online_percent: rateOf(onlineSeconds, knownSeconds),
    online_hours: onlineSeconds / HOUR_SECONDS,
    known_hours: knownSeconds / HOUR_SECONDS,
    sessions: device.sessions,
    sessions_seen: device.sessionsSeen,
    sightings: device.sightings,
    last_seen: device.lastSeenAt,
  };
}

function rateOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (part / whole) * 100;
}
