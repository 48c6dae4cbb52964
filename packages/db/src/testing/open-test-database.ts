import { createTestDatabase } from '@hadir/local-stack/testing';
import type { DatabaseOptions } from '../connection/options.ts';
import { migrate } from '../migrate.ts';
import { type Database, openDatabase } from '../open-database.ts';

export type MigratedDatabase = {
  readonly url: string;
  readonly db: Database;
  /** Another pool on the same schema, as another process would have. */
  openAnother(options?: Partial<DatabaseOptions>): Promise<Database>;
  /** Closes every pool and drops the schema. */
  drop(): Promise<void>;
};

/** A schema of its own with all migrations run. */
export async function openTestDatabase(): Promise<MigratedDatabase> {
  const schema = await createTestDatabase();
  await migrate(schema.url, 'up');
  const opened: Database[] = [];
  const openAnother = async (options: Partial<DatabaseOptions> = {}) => {
    const db = await openDatabase({ url: schema.url, poolSize: 4, ...options });
    opened.push(db);
    return db;
  };
  return {
    url: schema.url,
    db: await openAnother(),
    openAnother,
    drop: async () => {
      await Promise.all(opened.map((db) => db.close()));
      await schema.drop();
    },
  };
}
