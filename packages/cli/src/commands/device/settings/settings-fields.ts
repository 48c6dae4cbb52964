import { FRAME_SIZES, LAMP_MODES } from '@hadir/contracts';
import { z } from 'zod';
import { option } from '../../../command/define-command.ts';
import { oneOf, wholeNumber } from '../../../command/fields.ts';

/** Takes a field back: null in the api's change. */
const DEFAULT = 'default';

const orDefault = <Schema extends z.ZodType<unknown, unknown>>(schema: Schema) =>
  z
    .string()
    .transform((given, context) => {
      if (given === DEFAULT) return null;
      const parsed = schema.safeParse(given);
      if (parsed.success) return parsed.data as z.output<Schema>;
      const reason = parsed.error.issues[0]?.message ?? 'is not valid';
      context.addIssue({ code: 'custom', message: `${reason}, or ${DEFAULT}` });
      return z.NEVER;
    })
    .optional();

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** `18:30`, as the minute of the day. */
const timeOfDay = z
  .string()
  .regex(TIME, 'must be a time such as 18:30')
  .transform((text) => {
    const [, hours, minutes] = TIME.exec(text) ?? [];
    return Number(hours) * 60 + Number(minutes);
  });

const onOff = oneOf(['on', 'off']).transform((word) => word === 'on');

const exposure = z
  .string()
  .regex(/^[+-]?[0-2]$/, 'must be a whole number from -2 to 2')
  .transform(Number);

const seconds = (least: number, most: number) => wholeNumber(least, most).transform((value) => value * 1000);

/** The options of `hadir device configure`, each under the name of the setting. */
export const settingsFields = {
  frameSize: option('--frame-size <size>', 'vga or svga', orDefault(oneOf(FRAME_SIZES))),
  quality: option('--quality <n>', '4 best to 63 worst', orDefault(wholeNumber(4, 63))),
  exposureLevel: option('--exposure <n>', '-2 darker to 2 brighter', orDefault(exposure)),
  lampMode: option('--lamp <mode>', 'off, schedule or ambient', orDefault(oneOf(LAMP_MODES))),
  lampFromMinute: option('--lamp-from <HH:MM>', 'lit from, in campus time', orDefault(timeOfDay)),
  lampToMinute: option('--lamp-to <HH:MM>', 'lit until; may cross midnight', orDefault(timeOfDay)),
  lampDutyPercent: option('--lamp-duty <n>', 'how bright, 0 to 100', orDefault(wholeNumber(0, 100))),
  lampDarkBelow: option(
    '--lamp-dark-below <n>',
    'brightness, 0 to 255, under which ambient lights it',
    orDefault(wholeNumber(0, 255)),
  ),
  gateThreshold: option(
    '--gate <n>',
    'how much must move for a frame to be sent, 0 (all) to 255',
    orDefault(wholeNumber(0, 255)),
  ),
  heartbeatMs: option(
    '--heartbeat <s>',
    'a frame in so many seconds though nothing moves',
    orDefault(seconds(1, 3600)),
  ),
  deepSleepFromMs: option(
    '--deep-sleep-from <s>',
    'rests of so many seconds are deep sleep; 0: never',
    orDefault(seconds(0, 86_400)),
  ),
  maxRestMs: option('--max-rest <s>', 'no rest is longer, in seconds', orDefault(seconds(1, 86_400))),
  led: option('--led <word>', 'on or off: shows what became of a frame', orDefault(onOff)),
  buzzer: option('--buzzer <word>', 'on or off: sounds what became of a frame', orDefault(onOff)),
};
