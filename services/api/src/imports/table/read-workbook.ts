import { builtInFormat, customFormat, type Format } from './number-formats.ts';
import type { Archive } from './open-archive.ts';
import { readXml } from './read-xml.ts';

export type Sheet = { readonly name: string; readonly part: string; readonly isHidden: boolean };
export type Workbook = {
  readonly sheets: readonly Sheet[];
  readonly is1904: boolean;
  readonly formats: readonly Format[];
  readonly sharedTexts: readonly string[];
};

/** Undefined when the archive holds no workbook. */
export async function readWorkbook(archive: Archive): Promise<Workbook | undefined> {
  const main = await archive.read('xl/workbook.xml');
  if (main === undefined) return undefined;
  const targets = await readTargets((await archive.read('xl/_rels/workbook.xml.rels')) ?? '');
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(main, {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes.date1904 ?? '');
      if (name !== 'sheet') return;
      const part = targets.get(attributes['r:id'] ?? relationOf(attributes));
      const isHidden = (attributes.state ?? 'visible') !== 'visible';
      if (part) sheets.push({ name: attributes.name ?? '', part, isHidden });
    },
  });
  const formats = await readFormats((await archive.read('xl/styles.xml')) ?? '');
  const sharedTexts = await readSharedTexts((await archive.read('xl/sharedStrings.xml')) ?? '');
  return { sheets, is1904, formats, sharedTexts };
}

/** The prefix of relations may be another than `r`. */
function relationOf(attributes: Readonly<Record<string, string>>): string {
  const [, id = ''] = Object.entries(attributes).find(([name]) => name.endsWith(':id')) ?? [];
  return id;
}

/** Sheets alone: a chart sheet has no rows. */
async function readTargets(xml: string): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  if (xml === '') return targets;
  await readXml(xml, {
    open(name, { Id = '', Target = '', Type = '' }) {
      if (name !== 'Relationship' || !Type.endsWith('/worksheet')) return;
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`);
    },
  });
  return targets;
}

/** By the number that a cell's `s` gives. */
async function readFormats(xml: string): Promise<Format[]> {
  const custom = new Map<number, Format>();
  const formats: Format[] = [];
  let isInCells = false;
  if (xml === '') return formats;
  await readXml(xml, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      if (name === 'numFmt') custom.set(Number(numFmtId), customFormat(formatCode));
      if (name === 'cellXfs') isInCells = true;
      if (name === 'xf' && isInCells)
        formats.push(custom.get(Number(numFmtId)) ?? builtInFormat(Number(numFmtId)));
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return formats;
}

/** Rich text is joined; how a word is pronounced is left out. */
async function readSharedTexts(xml: string): Promise<string[]> {
  const texts: string[] = [];
  let parts: string[] | undefined;
  let isText = false;
  let isPhonetic = false;
  if (xml === '') return texts;
  await readXml(xml, {
    open(name) {
      if (name === 'si') parts = [];
      if (name === 'rPh') isPhonetic = true;
      isText = name === 't' && !isPhonetic;
    },
    text(found) {
      if (isText) parts?.push(found);
    },
    close(name) {
      if (name === 'rPh') isPhonetic = false;
      if (name === 't') isText = false;
      if (name === 'si') texts.push((parts ?? []).join(''));
    },
  });
  return texts;
}
