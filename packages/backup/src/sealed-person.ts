import { sealContexts } from '@hadir/contracts';
import { type PersonRows, type Row, SEALED_TABLES, type SealedTable } from '@hadir/db';
import type { SecretBox } from '@hadir/platform';

/** The key id of a row whose ciphertext was opened, in a backup only. */
const OPENED = '';
const sealedTables = Object.keys(SEALED_TABLES) as SealedTable[];

/** The rows with their templates opened. What no key opens stays sealed, so that nothing is lost, and is counted. */
export function openTemplates(
  box: Pick<SecretBox, 'open'>,
  rows: PersonRows,
): { readonly rows: PersonRows; readonly unopened: number } {
  let unopened = 0;
  const opened = mapSealed(rows, (table, row) => {
    try {
      return { ...row, key_id: OPENED, ciphertext: box.open(bytesOf(row), contextOf(table, row)) };
    } catch {
      unopened += 1;
      return row;
    }
  });
  return { rows: opened, unopened };
}

/** The rows as the database holds them, each template sealed by the first key of `box`. */
export function sealTemplates(box: Pick<SecretBox, 'keyId' | 'seal'>, rows: PersonRows): PersonRows {
  return mapSealed(rows, (table, row) => {
    if (row.key_id !== OPENED) return row;
    return { ...row, key_id: box.keyId, ciphertext: box.seal(bytesOf(row), contextOf(table, row)) };
  });
}

function mapSealed(rows: PersonRows, change: (table: SealedTable, row: Row) => Row): PersonRows {
  const changed = sealedTables.map((table) => [table, rows[table].map((row) => change(table, row))] as const);
  return { ...rows, ...Object.fromEntries(changed) };
}

function contextOf(table: SealedTable, row: Row): string {
  return sealContexts[table](SEALED_TABLES[table].map((column) => String(row[column])));
}

function bytesOf({ ciphertext }: Row): Buffer {
  return Buffer.isBuffer(ciphertext) ? ciphertext : Buffer.alloc(0);
}
