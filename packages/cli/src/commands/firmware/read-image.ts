import { readFile } from 'node:fs/promises';
import { type FirmwareTarget, FirmwareVersion, MAX_FIRMWARE_BYTES } from '@hadir/contracts';
import { CliError } from '../../cli-error.ts';

export type Image = {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly target: FirmwareTarget;
  readonly version: string;
};

type Header = Pick<Image, 'target' | 'version'>;

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

/** Reads an image and what it says of itself. Throws CliError `no-file`, `bad-image`. */
export async function readImage(file: string): Promise<Image> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check the path.', error);
  });
  if (bytes.length > MAX_FIRMWARE_BYTES) {
    const fix = `A slot has ${MAX_FIRMWARE_BYTES} bytes: leave something out of the build.`;
    throw new CliError('bad-image', `${file} has ${bytes.length} bytes, more than fits into a slot.`, fix);
  }
  const { target, version } = bytes[0] === ESP.magic ? readEsp(file, bytes) : readPosix(file, bytes);
  if (!FirmwareVersion.safeParse(version).success) {
    const fix = 'Set it in firmware/version.txt to three numbers such as 1.3.0, and build again.';
    throw new CliError('bad-image', `${file} says that it is version "${version}".`, fix);
  }
  return { bytes, target, version };
}

function readEsp(file: string, bytes: Buffer): Header {
  if (
    bytes.length < ESP.leastBytes ||
    bytes.readUInt32LE(ESP.descriptionAt) !== ESP.descriptionMagic ||
    textAt(bytes, ESP.projectAt) !== PROJECT
  ) {
    const fix = 'Give build/hadir.bin of firmware/: the program alone, not a merged image or a boot loader.';
    throw new CliError('bad-image', `${file} is an ESP image, but not one of Hadir's firmware.`, fix);
  }
  const chip = bytes.readUInt16LE(ESP.chipIdAt);
  const target = CHIPS.get(chip);
  if (target) return { target, version: textAt(bytes, ESP.versionAt) };
  const fix = `Build it for one of: ${[...CHIPS.values()].join(', ')}.`;
  throw new CliError('bad-image', `${file} is for another chip (id ${chip}).`, fix);
}

function readPosix(file: string, bytes: Buffer): Header {
  const [, version] = POSIX_LINE.exec(bytes.toString('latin1', 0, 64)) ?? [];
  if (version !== undefined) return { target: 'posix', version };
  const fix = 'Give build/hadir.bin of firmware/, as `idf.py build` makes it.';
  throw new CliError('bad-image', `${file} is no firmware.`, fix);
}

function textAt(bytes: Buffer, at: number): string {
  const text = bytes.toString('latin1', at, at + ESP.textBytes);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
