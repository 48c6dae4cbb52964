import type { SealedCount } from '@hadir/db';
import type { SecretBox } from '@hadir/platform';
import { table } from '../../output/table.ts';

type KeyUse = {
  readonly keyId: string;
  /** What TEMPLATE_KEY_SECRET says of it. */
  readonly role: 'seals' | 'opens' | 'not set';
  readonly rows: number;
  readonly tables: Readonly<Record<string, number>>;
};

/** How many rows each key seals, and which keys can be dropped. */
export function keyUse(
  counts: readonly SealedCount[],
  box: Pick<SecretBox, 'keyId' | 'keyIds'>,
  width: number,
) {
  const keyIds = [...new Set([...box.keyIds, ...counts.map(({ keyId }) => keyId)])];
  const keys = keyIds.map((keyId) => useOf(keyId, counts, box));
  const unused = keys.filter(({ rows, role }) => rows === 0 && role === 'opens').map(({ keyId }) => keyId);
  const needed = keys.filter(({ rows, role }) => rows > 0 && role !== 'seals').map(({ keyId }) => keyId);
  const left = keys.filter(({ role }) => role !== 'seals').reduce((sum, { rows }) => sum + rows, 0);
  const columns = [
    { title: 'key', value: (key: KeyUse) => key.keyId },
    { title: 'role', value: (key: KeyUse) => key.role },
    { title: 'rows', value: (key: KeyUse) => String(key.rows) },
  ];
  return {
    /** Rows that another key than the first seals. */
    left,
    json: { keys, droppable: unused, stillNeeded: needed },
    text: [table(keys, columns, width), '', ...advice(unused, needed, left)].join('\n'),
  };
}

function useOf(
  keyId: string,
  counts: readonly SealedCount[],
  box: Pick<SecretBox, 'keyId' | 'keyIds'>,
): KeyUse {
  const own = counts.filter((count) => count.keyId === keyId);
  const tables = Object.fromEntries(own.map(({ table: name, rows }) => [name, rows]));
  const opens = box.keyIds.includes(keyId) ? 'opens' : 'not set';
  return {
    keyId,
    role: keyId === box.keyId ? 'seals' : opens,
    rows: own.reduce((sum, { rows }) => sum + rows, 0),
    tables,
  };
}

function advice(unused: readonly string[], needed: readonly string[], left: number): string[] {
  const quoted = (keyIds: readonly string[]) => keyIds.map((keyId) => `"${keyId}"`).join(', ');
  if (needed.length > 0) {
    return [`${left} rows still need ${quoted(needed)}: keep it, and run \`hadir template rotate-keys\`.`];
  }
  if (unused.length === 0) return ['Every row is sealed with the first key.'];
  return [
    `Every row is sealed with the first key: ${quoted(unused)} can be dropped from TEMPLATE_KEY_SECRET once every matcher seals with the first.`,
  ];
}
