import { Readable } from 'node:stream';
import { studentPrefix } from '@hadir/contracts';
import type { Database, SubjectRow, SubjectTables } from '@hadir/db';
import { type Actor, AppError, type ObjectStore, Streamed } from '@hadir/platform';
import { stringify } from 'csv-stringify/sync';
import { ZipFile } from 'yazl';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import { exportReadmes } from './export-readme.ts';

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
  const tables = await database.subjectData.ofStudent(studentId);
  const accesses = await database.subjectData.accessesTo(studentId);
  const keys = await filesOf(deps, studentId, tables);
  return new Streamed({
    contentType: 'application/zip',
    headers: {
      'Content-Disposition': `attachment; filename="hadir-${studentId}.zip"`,
      'Cache-Control': 'private, no-store',
    },
    chunks: zipOf(deps, studentId, { tables, accesses, keys }),
  });
}

type Content = {
  readonly tables: SubjectTables;
  readonly accesses: readonly SubjectRow[];
  readonly keys: readonly string[];
};

async function* zipOf(
  { objects }: ExportDeps,
  studentId: string,
  { tables, accesses, keys }: Content,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const readmes = exportReadmes({ exportedAt: new Date(), tables: Object.keys(tables), files: keys.length });
  for (const [name, text] of Object.entries(readmes)) zip.addBuffer(Buffer.from(text), name);
  for (const [table, rows] of Object.entries(tables)) addRows(zip, `data/${table}`, rows);
  addRows(zip, 'access', accesses);
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

function addRows(zip: ZipFile, name: string, rows: readonly SubjectRow[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const cast = { date: (at: Date) => at.toISOString(), object: (value: object) => JSON.stringify(value) };
  const csv = stringify([...rows], { header: true, columns, escape_formulas: true, cast });
  zip.addBuffer(Buffer.from(`${JSON.stringify(rows, null, 2)}\n`), `${name}.json`);
  zip.addBuffer(Buffer.from(csv), `${name}.csv`);
}

/** Without what may show other people. */
async function filesOf(
  { objects }: Pick<ExportDeps, 'objects'>,
  studentId: string,
  tables: SubjectTables,
): Promise<string[]> {
  const prefix = studentPrefix(studentId);
  const corrections = tables.corrections ?? [];
  const own = new Set(
    corrections.filter(({ kind }) => kind === 'this-person').map(({ crop_key: key }) => key),
  );
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
