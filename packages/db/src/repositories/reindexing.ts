import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { bumpGalleries } from './galleries.ts';
import { holdStudent } from './locks.ts';

/** An engine in the version whose templates are wanted. */
export type WantedPart = { readonly engine: string; readonly modelVersion: string };

/** An image whose template is in use, and that lacks one of a wanted part. */
export type ToReindex = {
  readonly source: ReindexSource;
  /** Of the photo or the correction. */
  readonly id: string;
  readonly studentId: string;
  readonly objectKey: string;
};
export type ReindexSource = keyof typeof SOURCES;

/** Its crop is no longer in the object store, or the engine finds nobody in it. */
export type LostNote = 'no-crop' | 'no-face';

export type NewTemplate = WantedPart & { readonly keyId: string; readonly ciphertext: Buffer };
export type Reindexing = ReturnType<typeof createReindexing>;

/**
 * The images that templates were made of. Only one that has a template now is described anew: where consent was withdrawn the
 * templates went, and do not come back by themselves when it is given again.
 */
const SOURCES = {
  photo: {
    rows: `photos s WHERE s.status = 'accepted'`,
    objectKey: 's.object_key',
    templates: 'templates',
    reference: 'photo_id',
  },
  correction: {
    rows: `corrections s WHERE s.learning = 'learned' AND s.crop_key IS NOT NULL`,
    objectKey: 's.crop_key',
    templates: 'correction_templates',
    reference: 'correction_id',
  },
} as const;

const LONGEST_BATCH = 200;

export function createReindexing(store: Store) {
  return {
    /** In the order of ids from after `after` on (empty for the first), at most `limit`, 200 at most. */
    batch: (wanted: ReindexRequest): Promise<ToReindex[]> => readBatch(store, wanted),
    count: (source: ReindexSource, parts: readonly WantedPart[]): Promise<number> =>
      countMissing(store, source, parts),
    /** False when the image or the consent is gone by now: then nothing is written. May run twice. */
    add: (of: ToReindex, templates: readonly NewTemplate[]): Promise<boolean> => add(store, of, templates),
    /** Forgets what was learned from a correction that cannot be described anew. False when it is gone or was forgotten meanwhile. */
    forget: (of: Pick<ToReindex, 'id' | 'studentId'>, note: LostNote): Promise<boolean> =>
      forget(store, of, note),
    /** Removes what these engines made in other versions, and tells every gallery to be loaded anew. Answers how many templates went. */
    prune: (parts: readonly WantedPart[]): Promise<number> => prune(store, parts),
    /** Tells every gallery to be loaded anew. */
    announce: (): Promise<void> => store.write((manager) => bumpAll(manager), { idempotent: true }),
  };
}

type ReindexRequest = {
  readonly source: ReindexSource;
  readonly parts: readonly WantedPart[];
  readonly after: string;
  readonly limit: number;
};

/** `?` for the engine and version of each part, then one for how many parts there are. */
function missing(source: ReindexSource, parts: readonly WantedPart[]): { sql: string; values: unknown[] } {
  const { rows, templates, reference } = SOURCES[source];
  const own = `FROM ${templates} t WHERE t.${reference} = s.id`;
  const isWanted = parts.map(() => '(t.engine = ? AND t.model_version = ?)').join(' OR ');
  return {
    sql: `FROM ${rows} AND EXISTS (SELECT 1 ${own}) AND (SELECT COUNT(*) ${own} AND (${isWanted})) < ?`,
    values: [...parts.flatMap(({ engine, modelVersion }) => [engine, modelVersion]), parts.length],
  };
}

function readBatch(store: Store, { source, parts, after, limit }: ReindexRequest): Promise<ToReindex[]> {
  const { sql, values } = missing(source, parts);
  return store.read(async (manager) => {
    const rows: Omit<ToReindex, 'source'>[] = await manager.query(
      `SELECT s.id, s.student_id AS studentId, ${SOURCES[source].objectKey} AS objectKey
       ${sql} AND s.id > ? ORDER BY s.id LIMIT ?`,
      [...values, after, Math.min(limit, LONGEST_BATCH)],
    );
    return rows.map((row) => ({ source, ...row }));
  });
}

function countMissing(store: Store, source: ReindexSource, parts: readonly WantedPart[]): Promise<number> {
  const { sql, values } = missing(source, parts);
  return store.read(async (manager) => {
    const rows: { count: string | number }[] = await manager.query(`SELECT COUNT(*) AS count ${sql}`, values);
    return Number(rows[0]?.count ?? 0);
  });
}

function add(
  store: Store,
  { source, id, studentId }: ToReindex,
  made: readonly NewTemplate[],
): Promise<boolean> {
  const { templates, reference } = SOURCES[source];
  return store.write(
    async (manager) => {
      if (!(await holdStudent(manager, studentId))) return false;
      const old: { origin?: string }[] = await manager.query(
        `SELECT * FROM ${templates} WHERE ${reference} = ? LIMIT 1`,
        [id],
      );
      const [known] = old;
      if (!known) return false;
      const origin = source === 'correction' ? { origin: known.origin } : {};
      for (const { engine, modelVersion, keyId, ciphertext } of made) {
        const row = {
          id: uuidv7(),
          [reference]: id,
          student_id: studentId,
          ...origin,
          engine,
          model_version: modelVersion,
          key_id: keyId,
          ciphertext,
          created_at: new Date(),
        };
        await manager.query(
          `INSERT INTO ${templates} (${Object.keys(row).join(', ')}) VALUES (?)
           ON DUPLICATE KEY UPDATE key_id = VALUES(key_id), ciphertext = VALUES(ciphertext)`,
          [Object.values(row)],
        );
      }
      return true;
    },
    { idempotent: true },
  );
}

/** Galleries are told by what prunes. */
function forget(
  store: Store,
  { id, studentId }: Pick<ToReindex, 'id' | 'studentId'>,
  note: LostNote,
): Promise<boolean> {
  return store.write(
    async (manager) => {
      if (!(await holdStudent(manager, studentId))) return false;
      const { affectedRows }: { affectedRows: number } = await manager.query(
        `UPDATE corrections SET learning = 'none', learning_note = ? WHERE id = ? AND learning = 'learned'`,
        [note, id],
      );
      if (affectedRows === 0) return false;
      await manager.query('DELETE FROM correction_templates WHERE correction_id = ?', [id]);
      return true;
    },
    { idempotent: true },
  );
}

function prune(store: Store, parts: readonly WantedPart[]): Promise<number> {
  return store.write(async (manager) => {
    let removed = 0;
    for (const { templates } of Object.values(SOURCES)) {
      for (const { engine, modelVersion } of parts) {
        const { affectedRows }: { affectedRows: number } = await manager.query(
          `DELETE FROM ${templates} WHERE engine = ? AND model_version <> ?`,
          [engine, modelVersion],
        );
        removed += affectedRows;
      }
    }
    await bumpAll(manager);
    return removed;
  });
}

async function bumpAll(manager: EntityManager): Promise<void> {
  const courses: { id: string }[] = await manager.query('SELECT id FROM courses ORDER BY id');
  await bumpGalleries(
    manager,
    courses.map(({ id }) => id),
  );
  await manager.query(
    `INSERT INTO gallery_counters (name, version) VALUES ('changes', 1), ('removals', 1)
     ON DUPLICATE KEY UPDATE version = version + 1`,
  );
}
