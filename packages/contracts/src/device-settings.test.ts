import { expect, test } from 'vitest';
import {
  DEFAULT_DEVICE_SETTINGS,
  DeviceSettings,
  deviceSettingsOf,
  SentDeviceSettings,
  sentDeviceSettings,
  settingsVersion,
  utcOffsetMinutes,
} from './device-settings.ts';
import { FrameAnswer } from './frame-answer.ts';

const at = (time: string): number => Date.parse(time);

test('when nothing is stored, then the settings are the defaults, and they are in their limits', () => {
  expect(deviceSettingsOf(null)).toEqual(DEFAULT_DEVICE_SETTINGS);
  expect(DeviceSettings.parse(deviceSettingsOf({}))).toEqual(DEFAULT_DEVICE_SETTINGS);
});

test('when some are stored, then the others have their defaults, and what cannot be read does too', () => {
  const stored = { quality: 10, buzzer: true, heartbeatMs: 'soon', newerThanThis: 1 };
  expect(deviceSettingsOf(stored)).toEqual({ ...DEFAULT_DEVICE_SETTINGS, quality: 10, buzzer: true });
});

test.each([
  ['quality', 3],
  ['quality', 64],
  ['exposureLevel', -3],
  ['lampFromMinute', 1440],
  ['lampDutyPercent', 101],
  ['heartbeatMs', 0],
  ['maxRestMs', 86_400_001],
  ['gateThreshold', 0.5],
  ['lampMode', 'on'],
])('when %s is %s, then it is refused', (field, value) => {
  const parsed = DeviceSettings.safeParse({ ...DEFAULT_DEVICE_SETTINGS, [field]: value });
  expect(parsed.error?.issues[0]?.path).toEqual([field]);
});

test('when the same content comes in another order, then its version is the same, and another for any change', () => {
  const reversed = Object.fromEntries(Object.entries(DEFAULT_DEVICE_SETTINGS).toReversed());
  const version = settingsVersion(DEFAULT_DEVICE_SETTINGS);
  expect(version).toMatch(/^[0-9a-f]{8}$/);
  expect(settingsVersion(reversed)).toBe(version);
  expect(settingsVersion({ ...reversed, version: 'cafebabe' })).toBe(version);
  expect(settingsVersion({ ...DEFAULT_DEVICE_SETTINGS, quality: 11 })).not.toBe(version);
  expect(settingsVersion({ ...DEFAULT_DEVICE_SETTINGS, led: false })).not.toBe(version);
});

test('when the clocks of the campus change, then the version does', () => {
  const winter = sentDeviceSettings(DEFAULT_DEVICE_SETTINGS, 'Europe/Berlin', at('2026-03-29T00:59:59Z'));
  const summer = sentDeviceSettings(DEFAULT_DEVICE_SETTINGS, 'Europe/Berlin', at('2026-03-29T01:00:00Z'));
  expect([winter.utcOffsetMinutes, summer.utcOffsetMinutes]).toEqual([60, 120]);
  expect(summer.version).not.toBe(winter.version);
  expect(SentDeviceSettings.parse(summer)).toEqual(summer);
});

/** HADIR_ANSWER_BYTES of firmware/core/device.h. */
const MOST_ANSWER_BYTES = 1536;

test('when an answer has everything at its longest, then the firmware has room for it', () => {
  const frameId = `${'d'.repeat(32)}-${'f'.repeat(16)}-4294967295`;
  const longest = {
    ...DEFAULT_DEVICE_SETTINGS,
    ...{ frameSize: 'svga', quality: 63, exposureLevel: -2, lampMode: 'schedule', led: false },
    ...{ lampFromMinute: 1439, lampToMinute: 1439, lampDutyPercent: 100, lampDarkBelow: 255 },
    ...{ gateThreshold: 255, heartbeatMs: 3_600_000, deepSleepFromMs: 86_400_000, maxRestMs: 86_400_000 },
  } as const;
  const answer = FrameAnswer.parse({
    frameId,
    serverTimeMs: 9_999_999_999_999,
    intervalMs: 30_000,
    restMs: 86_400_000,
    settings: sentDeviceSettings(DeviceSettings.parse(longest), 'Pacific/Marquesas', 0),
    firmware: {
      version: '9999.9999.9999',
      size: 1_966_080,
      sha256: 'f'.repeat(64),
      signature: 'f'.repeat(144),
      forced: false,
    },
    recent: Array.from({ length: 5 }, () => ({ frameId, seen: 'unknown' })),
    burst: { frames: 64, intervalMs: 1000 },
  });
  expect(Object.keys(answer)).toHaveLength(8);
  expect(JSON.stringify(answer).length).toBeLessThan(MOST_ANSWER_BYTES);
});

test.each([
  ['Asia/Jakarta', 420],
  ['Asia/Kathmandu', 345],
  ['America/St_Johns', -210],
  ['Pacific/Kiritimati', 840],
  ['UTC', 0],
])('when the campus is at %s, then its clocks are %i minutes ahead', (zone, minutes) => {
  expect(utcOffsetMinutes(zone, at('2026-01-15T00:00:00Z'))).toBe(minutes);
});
