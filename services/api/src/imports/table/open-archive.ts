import { type Entry, fromBuffer, type ZipFile } from 'yauzl';

/** Parts of a workbook by their path in the archive. `bytes` of all parts together never pass the limit, whatever the archive says. */
export type Archive = {
  readonly names: readonly string[];
  read(name: string): Promise<string | undefined>;
  close(): void;
};

/** The archive is none, is encrypted, or says of its parts what does not hold. */
export class BrokenArchive extends Error {
  override readonly name = 'BrokenArchive';
}
/** Unpacked it would be larger than the limit. */
export class ArchiveTooLarge extends Error {
  override readonly name = 'ArchiveTooLarge';
}

const MOST_PARTS = 2000;
/** 10,000 rows of 50 columns are about 20 MB of XML. */
export const MOST_UNPACKED_BYTES = 32 * 1024 * 1024;

/** Throws BrokenArchive or ArchiveTooLarge. */
export async function openArchive(bytes: Buffer): Promise<Archive> {
  const zip = await open(bytes);
  const entries = await listEntries(zip).catch((error: unknown) => {
    zip.close();
    throw asBroken(error);
  });
  let left = MOST_UNPACKED_BYTES;
  return {
    names: [...entries.keys()],
    async read(name) {
      const entry = entries.get(name.toLowerCase());
      if (!entry) return undefined;
      const part = await readEntry(zip, entry, left);
      left -= part.length;
      return decodeXml(part);
    },
    close: () => zip.close(),
  };
}

function open(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) => {
      if (error) reject(asBroken(error));
      else resolve(zip);
    });
  });
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName.toLowerCase(), entry);
      if (entries.size > MOST_PARTS) reject(new ArchiveTooLarge('too many parts'));
      else zip.readEntry();
    });
    zip.readEntry();
  });
}

/** A part that says it is small and is not ends the stream with an error; one that says it is large is not unpacked. */
function readEntry(zip: ZipFile, entry: Entry, limit: number): Promise<Buffer> {
  if (entry.uncompressedSize > limit) return Promise.reject(new ArchiveTooLarge(entry.fileName));
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(asBroken(error));
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', (fault) => reject(asBroken(fault)));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
    });
  });
}

function decodeXml(part: Buffer): string {
  const utf16 = part[0] === 0xff && part[1] === 0xfe;
  return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(part);
}

function asBroken(error: unknown): Error {
  if (error instanceof ArchiveTooLarge || error instanceof BrokenArchive) return error;
  return new BrokenArchive(error instanceof Error ? error.message : String(error), { cause: error });
}
