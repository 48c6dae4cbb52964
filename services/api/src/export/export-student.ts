import { Readable } from 'node:stream';
import { studentPrefix } from '@hadir/contracts';
import type { Database, SubjectPages, SubjectSource } from '@hadir/db';
import { type Actor, AppError, type ObjectStore, Streamed } from '@hadir/platform';
import { ZipFile } from 'yazl';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import { exportReadmes } from './export-readme.ts';
import { csvOf, jsonOf } from './row-files.ts';

export type ExportDeps = {
  readonly database: Pick<Database, 'students' | 'subjectData' | 'transaction'>;
  readonly objects: Pick<ObjectStore, 'get' | 'list'>;
};

const PAGE = 500;

/**
 * Everything that is kept about a student, as a ZIP that is written while it is read. Who asked stands in the audit log before a byte
 * leaves. Sealed templates and what shows other people are left out; the archive says so.
 */
export async function exportStudent(deps: ExportDeps, studentId: string, actor: Actor): Promise<Streamed> {
  const { database } = deps;
  found(await database.students.find(studentId), 'student');
  await audited(database, { actor, action: 'student.export', subject: studentId }, async () => true);
  const sources = await database.subjectData.ofStudent(studentId);
  const keys = await filesOf(deps, studentId, sources);
  return new Streamed({
    contentType: 'application/zip',
    headers: {
      'Content-Disposition': `attachment; filename="hadir-${studentId}.zip"`,
      'Cache-Control': 'private, no-store',
    },
    chunks: zipOf(deps, studentId, { sources, keys }),
  });
}

type Content = {
  readonly sources: readonly SubjectSource[];
  readonly keys: readonly string[];
};

async function* zipOf(
  { objects, database }: ExportDeps,
  studentId: string,
  { sources, keys }: Content,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const tables = sources.map(({ table }) => table);
  const readmes = exportReadmes({ exportedAt: new Date(), tables, files: keys.length });
  for (const [name, text] of Object.entries(readmes)) zip.addBuffer(Buffer.from(text), name);
  for (const { table, pages } of sources) addRows(zip, `data/${table}`, pages);
  addRows(zip, 'access', () => database.subjectData.accessesTo(studentId));
  for (const key of keys) {
    zip.addReadStreamLazy(
      `files/${key.slice(studentPrefix(studentId).length)}`,
      { compress: false },
      (done) => {
        objects.get(key).then(
          (bytes) => done(null, Readable.from([bytes])),
          (error) => lost(error, done),
        );
      },
    );
  }
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  zip.end();
  yield* output as AsyncIterable<Uint8Array>;
}

type Done = (error: unknown, stream: Readable) => void;

/** What was deleted meanwhile is an empty file; when the store is away the archive breaks off, and cannot be taken for a whole one. */
function lost(error: unknown, done: Done): void {
  const nothing = Readable.from([Buffer.alloc(0)]);
  done(error instanceof AppError && error.code === 'not-found' ? null : error, nothing);
}

/** Read once for each of the two, when its turn comes. */
function addRows(zip: ZipFile, name: string, pages: () => SubjectPages): void {
  zip.addReadStreamLazy(`${name}.json`, (done) => done(null, Readable.from(jsonOf(pages()))));
  zip.addReadStreamLazy(`${name}.csv`, (done) => done(null, Readable.from(csvOf(pages()))));
}

/** Without what may show other people. */
async function filesOf(
  { objects }: Pick<ExportDeps, 'objects'>,
  studentId: string,
  sources: readonly SubjectSource[],
): Promise<string[]> {
  const prefix = studentPrefix(studentId);
  const own = await ownCrops(sources);
  const isOwn = (key: string): boolean =>
    !key.startsWith(`${prefix}refused/`) && (!key.startsWith(`${prefix}corrections/`) || own.has(key));
  const keys: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await objects.list(prefix, { limit: PAGE, ...(cursor && { cursor }) });
    keys.push(...page.keys.filter(isOwn));
    cursor = page.nextCursor;
  } while (cursor);
  return keys;
}

/** Of corrections that say it is the person. */
async function ownCrops(sources: readonly SubjectSource[]): Promise<Set<unknown>> {
  const own = new Set<unknown>();
  const corrections = sources.find(({ table }) => table === 'corrections');
  if (!corrections) return own;
  for await (const rows of corrections.pages()) {
    for (const { kind, crop_key: key } of rows) if (kind === 'this-person') own.add(key);
  }
  return own;
}
