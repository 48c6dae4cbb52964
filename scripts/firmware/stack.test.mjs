import { expect, test } from 'vitest';
import { deepestChain } from './call-graph.mjs';
import { readFrames } from './stack-frames.mjs';

const calls = (graph) => new Map(Object.entries(graph).map(([name, callees]) => [name, new Set(callees)]));

test('when functions call others, then the chain with the largest frames together is the deepest', () => {
  const graph = calls({ step: ['sign', 'take'], sign: ['hash'], take: [], hash: ['memcpy'], memcpy: [] });
  const frames = new Map([
    ['step', 32],
    ['sign', 48],
    ['hash', 160],
    ['take', 200],
  ]);
  expect(deepestChain(graph, frames)).toEqual({ bytes: 240, path: ['step', 'sign', 'hash'] });
});

test('when a function calls itself by way of another, then no stack is deep enough and that is said', () => {
  const graph = calls({ read: ['skip'], skip: ['read'] });
  expect(() => deepestChain(graph, new Map())).toThrow('recursion: read > skip > read');
});

test('when a function begins with ENTRY, then its frame is eight times the immediate', () => {
  const object = elf([
    { name: '.text.hadir_start', bytes: [0x36, 0x41, 0x01] }, // entry a1, 160
    { name: '.rodata.table', bytes: [0x36, 0x41, 0x00] },
  ]);
  expect([...readFrames(object)]).toEqual([['hadir_start', 160]]);
});

test('when no function has a frame, then the object is not what it should be', () => {
  expect(() => readFrames(elf([{ name: '.text.plain', bytes: [0xf0, 0x20, 0x00] }]))).toThrow(/no function/);
});

/** The least of an ELF32 object: a header, the sections' bytes, their names, their headers. */
function elf(sections) {
  const all = [...sections, { name: '.shstrtab', bytes: [] }];
  const names = Buffer.from(`${all.map(({ name }) => name).join('\0')}\0`, 'latin1');
  const bytesOf = (section) => (section.name === '.shstrtab' ? names : Buffer.from(section.bytes));
  const header = Buffer.alloc(52);
  const table = Buffer.alloc(40 * all.length);
  let at = header.length;
  let nameAt = 0;
  for (const [index, section] of all.entries()) {
    table.writeUInt32LE(nameAt, 40 * index);
    table.writeUInt32LE(at, 40 * index + 16);
    table.writeUInt32LE(bytesOf(section).length, 40 * index + 20);
    at += bytesOf(section).length;
    nameAt += section.name.length + 1;
  }
  header.writeUInt32LE(at, 32);
  header.writeUInt16LE(all.length, 48);
  header.writeUInt16LE(all.length - 1, 50);
  return Buffer.concat([header, ...all.map(bytesOf), table]);
}
