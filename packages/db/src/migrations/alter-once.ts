type Columns = readonly (readonly [name: string, type: string])[];

/**
 * Adds columns, and with them what `also` says (such as `ADD KEY …`). ALTER TABLE has no IF NOT EXISTS that both servers know, so
 * information_schema is asked first and the statements may run again. The server makes all changes of one ALTER or none: the
 * first column stands for the rest.
 */
export function addColumns(table: string, columns: Columns, also: readonly string[] = []): string[] {
  const parts = columns.map(([name, type]) => `ADD COLUMN ${name} ${type}`);
  return alterWhen('= 0', table, columns, [...parts, ...also]);
}

/** The way back. `also` names what stands on the columns, such as `DROP KEY …`. */
export function dropColumns(table: string, columns: Columns, also: readonly string[] = []): string[] {
  const parts = columns.map(([name]) => `DROP COLUMN ${name}`);
  return alterWhen('> 0', table, columns, [...also, ...parts]);
}

function alterWhen(test: string, table: string, columns: Columns, parts: readonly string[]): string[] {
  const count = `SELECT COUNT(*) FROM information_schema.COLUMNS
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '${table}' AND COLUMN_NAME = '${columns[0]?.[0]}'`;
  const statement = `ALTER TABLE ${table} ${parts.join(', ')}`.replaceAll("'", "''");
  return executeWhen(`(${count}) ${test}`, statement);
}

function executeWhen(condition: string, statement: string): string[] {
  return [
    `SET @hadir_statement = IF(${condition}, '${statement}', 'DO 0')`,
    'PREPARE hadir_statement FROM @hadir_statement',
    'EXECUTE hadir_statement',
    'DEALLOCATE PREPARE hadir_statement',
  ];
}

/** Adds a key once; `columns` with their brackets. */
export function addKey(table: string, name: string, columns: string): string[] {
  return executeWhen(`(${countOfKey(table, name)}) = 0`, `ALTER TABLE ${table} ADD KEY ${name} ${columns}`);
}

export function dropKey(table: string, name: string): string[] {
  return executeWhen(`(${countOfKey(table, name)}) > 0`, `ALTER TABLE ${table} DROP KEY ${name}`);
}

function countOfKey(table: string, name: string): string {
  return `SELECT COUNT(*) FROM information_schema.STATISTICS
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = '${table}' AND INDEX_NAME = '${name}'`;
}
