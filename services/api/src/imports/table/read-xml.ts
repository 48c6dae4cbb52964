import { setImmediate } from 'node:timers/promises';
import sax, { type Tag } from 'sax';

export type XmlHandler = {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
};

/** The XML does not follow its own grammar. */
export class BrokenXml extends Error {
  override readonly name = 'BrokenXml';
}

/** Long XML is read in pieces, so that requests between them are served. */
const PIECE = 128 * 1024;

/** Names without their namespace. Entities beyond XML's five and numbers are errors: nothing is expanded, nothing fetched. */
export async function readXml(xml: string, { open, close, text }: XmlHandler): Promise<void> {
  const reader = sax.parser(true, { xmlns: false, trim: false });
  reader.onerror = (error) => {
    throw new BrokenXml(error.message.split('\n', 1)[0], { cause: error });
  };
  reader.onopentag = (tag) => open?.(localName(tag.name), (tag as Tag).attributes);
  reader.onclosetag = (name) => close?.(localName(name));
  reader.ontext = (found) => text?.(found);
  reader.oncdata = (found) => text?.(found);
  for (let from = 0; from < xml.length; from += PIECE) {
    reader.write(xml.slice(from, from + PIECE));
    if (from > 0) await setImmediate();
  }
  reader.close();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
