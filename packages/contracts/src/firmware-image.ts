import { type FirmwareTarget, FirmwareVersion } from './firmware.ts';

/** What an image says of itself. */
export type ImageHeader = { readonly target: FirmwareTarget; readonly version: string };

export type ImageFault =
  | { readonly fault: 'no-firmware' | 'other-project' }
  | { readonly fault: 'other-chip'; readonly chip: number }
  | { readonly fault: 'no-version'; readonly version: string };

/** esp_image_header_t (24 bytes), a segment header (8) and esp_app_desc_t, as ESP-IDF's esp_app_format.h and esp_app_desc.h have them. */
const ESP = {
  magic: 0xe9,
  chipIdAt: 12,
  descriptionAt: 32,
  descriptionMagic: 0xabcd5432,
  versionAt: 48,
  projectAt: 80,
  textBytes: 32,
  leastBytes: 256,
} as const;
const CHIPS: ReadonlyMap<number, FirmwareTarget> = new Map([
  [0x0000, 'esp32'],
  [0x0009, 'esp32s3'],
]);
const PROJECT = 'hadir';
/** What the firmware that runs on a computer takes for an image. */
const POSIX_LINE = /^HADIRPOSIX ([^\n]{1,32})\n/;

/** Reads target and version from an image of Hadir's firmware, or answers why it is none. */
export function readImageHeader(image: Buffer): ImageHeader | ImageFault {
  const header = image[0] === ESP.magic ? readEsp(image) : readPosix(image);
  if ('fault' in header || FirmwareVersion.safeParse(header.version).success) return header;
  return { fault: 'no-version', version: header.version };
}

function readEsp(image: Buffer): ImageHeader | ImageFault {
  if (
    image.length < ESP.leastBytes ||
    image.readUInt32LE(ESP.descriptionAt) !== ESP.descriptionMagic ||
    textAt(image, ESP.projectAt) !== PROJECT
  ) {
    return { fault: 'other-project' };
  }
  const chip = image.readUInt16LE(ESP.chipIdAt);
  const target = CHIPS.get(chip);
  return target ? { target, version: textAt(image, ESP.versionAt) } : { fault: 'other-chip', chip };
}

function readPosix(image: Buffer): ImageHeader | ImageFault {
  const [, version] = POSIX_LINE.exec(image.toString('latin1', 0, 64)) ?? [];
  return version === undefined ? { fault: 'no-firmware' } : { target: 'posix', version };
}

function textAt(image: Buffer, at: number): string {
  const text = image.toString('latin1', at, at + ESP.textBytes);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
