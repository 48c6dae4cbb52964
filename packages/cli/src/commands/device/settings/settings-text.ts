import type { DeviceSettings } from '@hadir/contracts';
import { z } from 'zod';
import { facts } from '../../../output/table.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);

/** What the api answers of a device's settings. */
export const DeviceSettingsAnswer = z.looseObject({
  deviceId: z.string(),
  own: z.record(z.string(), value),
  effective: z.record(z.string(), value),
  version: z.string(),
  confirmedVersion: z.string().nullable(),
  isConfirmed: z.boolean(),
});
export type DeviceSettingsAnswer = z.output<typeof DeviceSettingsAnswer>;
type Value = z.output<typeof value>;

const seconds = (ms: Value): string => `${Number(ms) / 1000} s`;
const onOff = (is: Value): string => (is ? 'on' : 'off');
const clock = (minute: Value): string => {
  const [hours, minutes] = [Math.floor(Number(minute) / 60), Number(minute) % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
};

const shown: readonly (readonly [name: keyof DeviceSettings, title: string, show: (is: Value) => string])[] =
  [
    ['frameSize', 'Frame size', String],
    ['quality', 'Quality', String],
    ['exposureLevel', 'Exposure', String],
    ['lampMode', 'Lamp', String],
    ['lampFromMinute', 'Lamp from', clock],
    ['lampToMinute', 'Lamp to', clock],
    ['lampDutyPercent', 'Lamp duty', (is) => `${is} %`],
    ['lampDarkBelow', 'Lamp dark below', String],
    ['gateThreshold', 'Gate', (is) => (is === 0 ? 'every frame' : String(is))],
    ['heartbeatMs', 'Heartbeat', seconds],
    ['deepSleepFromMs', 'Deep sleep from', (is) => (is === 0 ? 'never' : seconds(is))],
    ['maxRestMs', 'Longest rest', seconds],
    ['led', 'LED', onOff],
    ['buzzer', 'Buzzer', onOff],
  ];

export function deviceSettingsText(settings: DeviceSettingsAnswer): string {
  const { own, effective } = settings;
  const lines = shown.flatMap(([name, title, show]) => {
    const is = effective[name];
    return is === undefined ? [] : [[title, `${show(is)}${name in own ? '  (set)' : ''}`] as const];
  });
  return `${facts(lines)}\n\n${confirmationText(settings)}`;
}

function confirmationText({ deviceId, isConfirmed, confirmedVersion }: DeviceSettingsAnswer): string {
  if (isConfirmed) return `${deviceId} has these.`;
  if (confirmedVersion === null) {
    return `${deviceId} has not told which settings it has: its firmware is not Hadir’s, or it has not sent a frame yet.`;
  }
  return `${deviceId} gets these with the answer to its next frame.`;
}
