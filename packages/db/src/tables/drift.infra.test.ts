import { createTestDatabase, type TestDatabase } from '@hadir/local-stack/testing';
import type { DataSource, EntityMetadata } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLazySource, type LazySource } from '../connection/lazy-source.ts';
import { connectionSettings } from '../connection/options.ts';
import { migrate } from '../migrate.ts';
import { tables } from './index.ts';

/**
 * TypeORM's own comparison reports differences on MariaDB that are none (JSON is LONGTEXT there, defaults are written
 * otherwise), so what information_schema says is held against the entities column by column.
 */
type RealColumn = {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: 'YES' | 'NO';
  readonly position: string;
  readonly collation: string | null;
};

type ColumnMetadata = EntityMetadata['columns'][number];

let schema: TestDatabase;
let lazy: LazySource;
let source: DataSource;
let real: RealColumn[];

beforeAll(async () => {
  schema = await createTestDatabase();
  await migrate(schema.url, 'up');
  lazy = createLazySource(connectionSettings({ url: schema.url }));
  source = await lazy.connect();
  real = await source.query(
    `SELECT TABLE_NAME AS 'table', COLUMN_NAME AS 'column', COLUMN_TYPE AS type, IS_NULLABLE AS nullable,
            COLLATION_NAME AS collation
     FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME <> 'schema_migrations' ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
});
afterAll(async () => {
  await lazy.close();
  await schema.drop();
});

const sorted = (names: Iterable<string>) => [...names].toSorted();
const metadata = (tableName: string) =>
  source.entityMetadatas.find((one) => one.tableName === tableName) as EntityMetadata;

/** The type as information_schema writes it; MySQL leaves out the display width that MariaDB gives integers. */
function declaredType(column: ColumnMetadata): string {
  const { type, length, precision, unsigned } = column;
  const name = String(type);
  if (column.enum) return `enum(${column.enum.map((value) => `'${value}'`).join(',')})`;
  if (length) return `${name}(${length})`;
  if (name === 'datetime') return `datetime(${precision})`;
  return unsigned ? `${name} unsigned` : name;
}

function realType(column: RealColumn): string {
  const type = column.type.replace(/^(int|smallint|tinyint)\(\d+\)/, '$1');
  return type === 'longtext' ? 'json' : type;
}

describe('entities and migrations', () => {
  test('when a table is in one, then it is in the other', () => {
    const declared = tables.map((table) => table.options.tableName ?? '');
    expect(sorted(declared)).toEqual(sorted(new Set(real.map((column) => column.table))));
  });

  test.each(tables.map((table) => table.options.tableName ?? ''))(
    'when %s is compared column by column, then name, type, null and key agree',
    async (tableName) => {
      const { columns } = metadata(tableName);
      const declared = columns.map((column) => ({
        column: column.databaseName,
        type: declaredType(column),
        nullable: column.isNullable ? 'YES' : 'NO',
      }));
      const found = real
        .filter((column) => column.table === tableName)
        .map((column) => ({ column: column.column, type: realType(column), nullable: column.nullable }));
      const byName = (a: { column: string }, b: { column: string }) => a.column.localeCompare(b.column);
      expect(found.toSorted(byName)).toEqual(declared.toSorted(byName));

      const keys: { name: string }[] = await source.query(
        `SELECT COLUMN_NAME AS name FROM information_schema.STATISTICS
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX`,
        [tableName],
      );
      const primary = metadata(tableName).primaryColumns.map((column) => column.databaseName);
      expect(keys.map((key) => key.name)).toEqual(primary);
    },
  );

  test('when a column holds text, then its collation is one that MySQL 8 and MariaDB both have', () => {
    const known = new Set(['ascii_bin', 'utf8mb4_unicode_520_ci', 'utf8mb4_bin', null]);
    expect(real.filter((column) => !known.has(column.collation))).toEqual([]);
  });

  test('when a constraint is made, then its name says the table and the field', async () => {
    const names: { name: string; table: string }[] = await source.query(
      `SELECT CONSTRAINT_NAME AS name, TABLE_NAME AS 'table' FROM information_schema.TABLE_CONSTRAINTS
       WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME <> 'schema_migrations'
         AND CONSTRAINT_TYPE IN ('UNIQUE', 'FOREIGN KEY')`,
    );
    expect(names.length).toBeGreaterThan(20);
    for (const { name, table } of names) expect(name).toMatch(new RegExp(`^(uq|fk)_${table}__\\w+$`));
  });

  test('when a foreign key is made, then an index of its own table starts with its column', async () => {
    const missing = await source.query(
      `SELECT k.TABLE_NAME, k.COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE k
       WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM information_schema.STATISTICS s WHERE s.TABLE_SCHEMA = k.TABLE_SCHEMA
           AND s.TABLE_NAME = k.TABLE_NAME AND s.COLUMN_NAME = k.COLUMN_NAME AND s.SEQ_IN_INDEX = 1)`,
    );
    expect(missing).toEqual([]);
  });
});
