import { readFile } from 'node:fs/promises';
import { type ImageFault, type ImageHeader, MAX_FIRMWARE_BYTES, readImageHeader } from '@hadir/contracts';
import { CliError } from '../../cli-error.ts';

export type Image = ImageHeader & { readonly bytes: Buffer<ArrayBuffer> };

/** Reads an image and what it says of itself. Throws CliError `no-file`, `bad-image`. */
export async function readImage(file: string): Promise<Image> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check the path.', error);
  });
  if (bytes.length > MAX_FIRMWARE_BYTES) {
    const fix = `A slot has ${MAX_FIRMWARE_BYTES} bytes: leave something out of the build.`;
    throw new CliError('bad-image', `${file} has ${bytes.length} bytes, more than fits into a slot.`, fix);
  }
  const header = readImageHeader(bytes);
  if ('fault' in header) throw badImage(file, header);
  return { bytes, ...header };
}

function badImage(file: string, image: ImageFault): CliError {
  const bad = (message: string, fix: string) => new CliError('bad-image', `${file} ${message}`, fix);
  switch (image.fault) {
    case 'no-version':
      return bad(
        `says that it is version "${image.version}".`,
        'Set it in firmware/version.txt to three numbers such as 1.3.0, and build again.',
      );
    case 'other-chip':
      return bad(`is for another chip (id ${image.chip}).`, 'Build it for one of: esp32, esp32s3.');
    case 'other-project':
      return bad(
        "is an ESP image, but not one of Hadir's firmware.",
        'Give build/hadir.bin of firmware/: the program alone, not a merged image or a boot loader.',
      );
    default:
      return bad('is no firmware.', 'Give build/hadir.bin of firmware/, as `idf.py build` makes it.');
  }
}
