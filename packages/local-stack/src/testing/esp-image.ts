type EspImage = {
  readonly version?: string;
  readonly chip?: number;
  readonly project?: string;
  readonly bytes?: number;
};

/** An ESP-IDF program as far as its headers go; behind them are zeros. */
export function espImage({
  version = '1.3.0',
  chip = 0,
  project = 'hadir',
  bytes = 2048,
}: EspImage = {}): Buffer {
  const image = Buffer.alloc(bytes);
  image[0] = 0xe9;
  image.writeUInt16LE(chip, 12);
  image.writeUInt32LE(0xabcd5432, 32);
  image.write(version, 48, 32, 'latin1');
  image.write(project, 80, 32, 'latin1');
  return image;
}
