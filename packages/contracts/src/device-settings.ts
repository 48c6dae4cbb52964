import { createHash } from 'node:crypto';
import { z } from 'zod';

export const FRAME_SIZES = ['vga', 'svga'] as const;
export const LAMP_MODES = ['off', 'schedule', 'ambient'] as const;

const DAY_MS = 86_400_000;
const MOST_MINUTE = 1439;

const whole = (least: number, most: number) =>
  z.int('must be a whole number').min(least, `must be ${least} or more`).max(most, `must be at most ${most}`);
const mode = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, `must be one of: ${names.join(', ')}`);

/** What is set of a device from afar: all of it, with no defaults to fill in. Limits are those of firmware/core/settings.h. */
export const DeviceSettings = z.strictObject({
  frameSize: mode(FRAME_SIZES).describe('vga is 640 × 480, svga 800 × 600 pixels.'),
  quality: whole(4, 63).describe('JPEG quality on the sensor’s scale: 4 best to 63 worst.'),
  exposureLevel: whole(-2, 2).describe('Darker below 0, brighter above.'),
  lampMode: mode(LAMP_MODES).describe(
    'The flash LED: off, lit at times of the day, or lit while the picture is dark.',
  ),
  lampFromMinute: whole(0, MOST_MINUTE).describe('Minute of the campus day at which `schedule` lights it.'),
  lampToMinute: whole(0, MOST_MINUTE).describe(
    'Minute at which `schedule` puts it out; the span may cross midnight, and is the whole day when both are the same.',
  ),
  lampDutyPercent: whole(0, 100).describe('How bright it is at most; the firmware goes no further than 50.'),
  lampDarkBelow: whole(0, 255).describe('Mean brightness of the picture under which `ambient` lights it.'),
  gateThreshold: whole(0, 255).describe(
    'By how much a part of the picture must change for the frame to be sent; 0 sends every frame.',
  ),
  heartbeatMs: whole(1000, 3_600_000).describe('One frame goes in this time though nothing moves.'),
  deepSleepFromMs: whole(0, DAY_MS).describe('Rests of at least this are deep sleep; 0: never.'),
  maxRestMs: whole(1000, DAY_MS).describe(
    'No rest is longer, so that a session begun by hand is noticed, and the device is not taken for offline.',
  ),
  led: z.boolean('must be true or false').describe('Shows at the door what became of a frame.'),
  buzzer: z.boolean('must be true or false').describe('Sounds what became of a frame.'),
});
export type DeviceSettings = z.output<typeof DeviceSettings>;

/** What was set of one device otherwise than the defaults, as it is stored. */
export const OwnDeviceSettings = z.object(DeviceSettings.shape).partial();
export type OwnDeviceSettings = z.output<typeof OwnDeviceSettings>;

/** The firmware's own, `hadir_default_settings`. A rest is short enough to be online for `deviceOfflineSeconds` of the site. */
export const DEFAULT_DEVICE_SETTINGS: DeviceSettings = {
  frameSize: 'vga',
  quality: 12,
  exposureLevel: 0,
  lampMode: 'off',
  lampFromMinute: 1080,
  lampToMinute: 360,
  lampDutyPercent: 40,
  lampDarkBelow: 50,
  gateThreshold: 12,
  heartbeatMs: 30_000,
  deepSleepFromMs: 600_000,
  maxRestMs: 240_000,
  led: true,
  buzzer: false,
};

/** The settings as a device gets them, in one flat object. */
export const SentDeviceSettings = z.object({
  version: z.string().regex(/^[0-9a-f]{8}$/),
  ...DeviceSettings.shape,
  /** Of the campus, now: the lamp's schedule is in campus time. */
  utcOffsetMinutes: whole(-840, 840),
});
export type SentDeviceSettings = z.output<typeof SentDeviceSettings>;

/** `0` is a device that has the defaults of its firmware. */
export const SettingsVersion = z.string().regex(/^(?:0|[0-9a-f]{8})$/);

/** From what the database keeps of a device; null: nothing. A value that this version does not know or take has its default. */
export function deviceSettingsOf(own: unknown): DeviceSettings {
  const given = own !== null && typeof own === 'object' ? (own as Readonly<Record<string, unknown>>) : {};
  const entries = Object.entries(DEFAULT_DEVICE_SETTINGS).map(([name, standard]) => {
    const field = DeviceSettings.shape[name as keyof DeviceSettings];
    return [name, field.safeParse(given[name]).data ?? standard];
  });
  return Object.fromEntries(entries) as DeviceSettings;
}

/** What is sent to a device of these settings at a moment: a change of the clocks is another version. */
export function sentDeviceSettings(
  settings: DeviceSettings,
  timeZone: string,
  nowMs: number,
): SentDeviceSettings {
  const content = { ...settings, utcOffsetMinutes: utcOffsetMinutes(timeZone, nowMs) };
  return { version: settingsVersion(content), ...content };
}

/** The first 8 hex digits of the SHA-256 of the content, whatever the order of its fields. */
export function settingsVersion(content: Readonly<Record<string, string | number | boolean>>): string {
  const canonical = Object.entries(content)
    .filter(([name]) => name !== 'version')
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex').slice(0, 8);
}

/** How far the zone's clocks are ahead of UTC at a moment. Throws RangeError when there is no such zone. */
export function utcOffsetMinutes(timeZone: string, nowMs: number): number {
  const parts = formatOf(timeZone).formatToParts(nowMs);
  const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(text) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one takes far longer than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, made);
  return made;
}
