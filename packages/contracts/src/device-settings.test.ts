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

test.each([
  ['Asia/Jakarta', 420],
  ['Asia/Kathmandu', 345],
  ['America/St_Johns', -210],
  ['Pacific/Kiritimati', 840],
  ['UTC', 0],
])('when the campus is at %s, then its clocks are %i minutes ahead', (zone, minutes) => {
  expect(utcOffsetMinutes(zone, at('2026-01-15T00:00:00Z'))).toBe(minutes);
});
