import type { Database } from '@hadir/db';
import type { Context } from '../command/context.ts';

/** The database of DATABASE_URL; closed with the command. `queryTimeoutMs` in place of 10 s, for what reads whole tables. */
export async function openDatabase(
  context: Context,
  options: { readonly queryTimeoutMs?: number } = {},
): Promise<Database> {
  const db = await import('@hadir/db');
  return context.closeLater(await db.openDatabase({ ...databaseOptions(context), ...options }));
}

export function databaseOptions({ settings }: Context) {
  const caFile = settings.get('DATABASE_CA');
  return { url: settings.need('DATABASE_URL'), poolSize: 2, ...(caFile ? { caFile } : {}) };
}
