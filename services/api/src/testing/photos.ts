type Size = { readonly width: number; readonly height: number };

const heads = {
  jpeg: ({ width, height }: Size) =>
    Buffer.concat([hex('ffd8 ffe0 0002 ffc0 000b 08'), u16(height), u16(width), hex('01 011100')]),
  png: ({ width, height }: Size) =>
    Buffer.concat([hex('89504e470d0a1a0a 0000000d 49484452'), u32(width), u32(height)]),
  gif: () => Buffer.from('GIF89a'),
};

/** A file that begins as its kind does and holds `text`, and `bytes` more. */
export function photo(
  text = 'fine',
  kind: keyof typeof heads = 'jpeg',
  { bytes = 0, ...size }: Partial<Size> & { readonly bytes?: number } = {},
): Buffer {
  const head = heads[kind]({ width: 640, height: 480, ...size });
  return Buffer.concat([head, Buffer.from(text), Buffer.alloc(bytes)]);
}

export function formOf(...files: readonly Buffer[]): FormData {
  const form = new FormData();
  for (const [at, file] of files.entries())
    form.append('photos', new Blob([new Uint8Array(file)]), `${at}.bin`);
  return form;
}

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

function u16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

function u32(value: number): Buffer {
  return Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
}
