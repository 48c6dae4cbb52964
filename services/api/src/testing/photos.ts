const starts = {
  jpeg: Buffer.of(0xff, 0xd8, 0xff, 0xe0),
  png: Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  gif: Buffer.from('GIF89a'),
};

/** A file that begins as its kind does and holds `text`. */
export function photo(text = 'fine', kind: keyof typeof starts = 'jpeg', bytes = 0): Buffer {
  return Buffer.concat([starts[kind], Buffer.from(text), Buffer.alloc(bytes)]);
}

export function formOf(...files: readonly Buffer[]): FormData {
  const form = new FormData();
  for (const [at, file] of files.entries())
    form.append('photos', new Blob([new Uint8Array(file)]), `${at}.bin`);
  return form;
}
