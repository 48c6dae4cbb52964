import { expect, it } from 'vitest';
import { at, type SeenPeople } from './seen-people.ts';

export function templateContract(given: () => SeenPeople): void {
  it('when they go through storage, then they are the same', () => {
    const { engine, enrolled } = given();
    for (const template of enrolled.flatMap(({ templates }) => templates)) {
      const bytes = engine.serializeTemplate(template);
      expect(engine.parseTemplate(template.engine, bytes)).toEqual(template);
    }
  });

  it('when the bytes are cut, none or of another engine, then they are refused', () => {
    const { engine, enrolled } = given();
    for (const template of at(enrolled, 0).templates) {
      const bytes = engine.serializeTemplate(template);
      expect(() => engine.parseTemplate(template.engine, bytes.subarray(0, -1))).toThrow('whole');
      expect(() => engine.parseTemplate(template.engine, Buffer.from('something else'))).toThrow('template');
      const other = template.engine === 'sift' ? 'deep' : 'sift';
      expect(() => engine.parseTemplate(other, bytes)).toThrow('template');
    }
  });

  it('when a face is compared with itself, with itself again and with another, then likeness falls in this order', () => {
    const { engine, enrolled, again } = given();
    const face = at(enrolled, 0).templates;
    const itself = engine.compare(face, face);
    const seenAgain = engine.compare(face, at(again, 0).templates);
    expect(itself).toBeCloseTo(1, 2);
    expect(seenAgain).toBeLessThan(itself);
    expect(engine.compare(face, at(enrolled, 1).templates)).toBeLessThan(seenAgain);
    expect(engine.compare(face, [])).toBe(0);
  });
}
