/**
 * The stack frame of each function in bytes, read from an ELF object that was compiled with a section for each function: with the
 * windowed ABI the first instruction is ENTRY, which holds the frame's size (Xtensa ISA reference manual, BRI12 format).
 */
export function readFrames(object) {
  const frames = new Map();
  for (const { name, offset, size } of sectionsOf(object)) {
    if (!name.startsWith('.text.') || size < 3) continue;
    const instruction = object.readUIntLE(offset, 3);
    if ((instruction & 0xff) === 0x36) frames.set(name.slice('.text.'.length), (instruction >>> 12) * 8);
  }
  if (frames.size === 0) throw new Error('the object holds no function with a frame');
  return frames;
}

/** ELF32, little endian: section headers of 40 bytes. */
function sectionsOf(elf) {
  const start = elf.readUInt32LE(32);
  const count = elf.readUInt16LE(48);
  const nameTable = elf.readUInt32LE(start + 40 * elf.readUInt16LE(50) + 16);
  return Array.from({ length: count }, (_, index) => {
    const at = start + 40 * index;
    const nameAt = nameTable + elf.readUInt32LE(at);
    const name = elf.toString('latin1', nameAt, elf.indexOf(0, nameAt));
    return { name, offset: elf.readUInt32LE(at + 16), size: elf.readUInt32LE(at + 20) };
  });
}
