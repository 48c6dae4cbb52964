import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';

/** Rows in which a column holds a text that was looked for. */
export type RowTrace = {
  readonly table: string;
  readonly column: string;
  readonly text: string;
  readonly rows: number;
};
export type Traces = ReturnType<typeof createTraces>;

type Column = { readonly table: string; readonly name: string; readonly isId: number };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Where in the whole schema something is named, in tables of whatever version and owner. It reads every row: for an operator's check, with
 * a connection whose queries may take minutes.
 */
export function createTraces(store: Store) {
  return {
    /** Ids are compared with whole columns of ids, and any text with what other columns hold somewhere within. */
    find: (texts: readonly string[]): Promise<RowTrace[]> =>
      store.read(async (manager) => {
        const traces: RowTrace[] = [];
        for (const [table, columns] of await columnsOfTables(manager)) {
          for (const text of texts) traces.push(...(await findIn(manager, table, columns, text)));
        }
        return traces;
      }),
  };
}

async function columnsOfTables(manager: EntityManager): Promise<Map<string, Column[]>> {
  const columns: Column[] = await manager.query(
    `SELECT c.TABLE_NAME AS 'table', c.COLUMN_NAME AS name, c.COLUMN_TYPE = 'char(36)' AS isId
     FROM information_schema.COLUMNS c
     JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
     WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE'
       AND c.DATA_TYPE IN ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext', 'json')
     ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`,
  );
  const byTable = new Map<string, Column[]>();
  for (const column of columns) byTable.set(column.table, [...(byTable.get(column.table) ?? []), column]);
  return byTable;
}

/** One reading of the table for a text, whatever number of columns it has. */
async function findIn(
  manager: EntityManager,
  table: string,
  columns: readonly Column[],
  text: string,
): Promise<RowTrace[]> {
  const looked = columns.filter(({ isId }) => Number(isId) === 0 || ID.test(text));
  if (looked.length === 0) return [];
  const sums = looked.map(({ name, isId }, at) =>
    Number(isId) === 1 ? `SUM(\`${name}\` = ?) AS c${at}` : `SUM(LOCATE(?, \`${name}\`) > 0) AS c${at}`,
  );
  const [row]: Record<string, string | null>[] = await manager.query(
    `SELECT ${sums.join(', ')} FROM \`${table}\``,
    looked.map(() => text),
  );
  return looked.flatMap(({ name }, at) => {
    const rows = Number(row?.[`c${at}`] ?? 0);
    return rows > 0 ? [{ table, column: name, text, rows }] : [];
  });
}
