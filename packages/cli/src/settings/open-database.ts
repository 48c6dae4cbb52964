import type { Database } from '@hadir/db';
import type { Context } from '../command/context.ts';

/** The database of DATABASE_URL; closed with the command. */
export async function openDatabase(context: Context): Promise<Database> {
  const db = await import('@hadir/db');
  return context.closeLater(await db.openDatabase(databaseOptions(context)));
}

export function databaseOptions({ settings }: Context) {
  const caFile = settings.get('DATABASE_CA');
  return { url: settings.need('DATABASE_URL'), poolSize: 2, ...(caFile ? { caFile } : {}) };
}
