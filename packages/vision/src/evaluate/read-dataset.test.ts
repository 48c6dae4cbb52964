import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EvaluationError } from './evaluation-error.ts';
import { readDataset } from './read-dataset.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hadir-dataset-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function file(path: string, text = ''): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

describe('the layout folders', () => {
  it('when read, then the first half in natural order is enrolled and the rest are strangers', async () => {
    for (const person of ['s1', 's2', 's10', 's11']) {
      for (const photo of ['1.pgm', '2.pgm', '10.pgm']) file(`${person}/${photo}`);
      file(`${person}/notes.txt`);
    }
    file('README');
    const { people, strangers } = await readDataset(dir, 'folders', 2);
    expect(people.map(({ personId }) => personId)).toEqual(['s1', 's2']);
    expect(people[0]?.enrol).toEqual([join(dir, 's1/1.pgm'), join(dir, 's1/2.pgm')]);
    expect(people[0]?.probe).toEqual([join(dir, 's1/10.pgm')]);
    expect(strangers).toHaveLength(6);
  });
});

describe('the layout protocol', () => {
  it('when read, then protocol.json says who enrols with what', async () => {
    const known = ['Ana', 'Budi'].map((person) => ({ person, enrol: ['1.jpg'], probe: ['2.jpg'] }));
    file('protocol.json', JSON.stringify({ known }));
    file('strangers/a.jpg');
    const { people, strangers } = await readDataset(dir, 'protocol', 5);
    expect(people[1]?.probe).toEqual([join(dir, 'known/Budi/2.jpg')]);
    expect(strangers).toEqual([join(dir, 'strangers/a.jpg')]);
  });

  it.each([
    ['there is no protocol.json', () => {}, 'protocol.json cannot be read'],
    ['it lists nobody', () => file('protocol.json', '{}'), 'has no list "known"'],
  ])('when %s, then the error says so', async (_, prepare, message) => {
    prepare();
    const reading = readDataset(dir, 'protocol', 5);
    await expect(reading).rejects.toThrow(message);
    await expect(readDataset(dir, 'protocol', 5)).rejects.toBeInstanceOf(EvaluationError);
  });
});
