import { DataSource, type Logger } from 'typeorm';
import { migrations } from '../migrations/index.ts';
import { tables } from '../tables/index.ts';
import type { ConnectionSettings } from './options.ts';
import type { BoundedPool } from './pool.ts';

/** TypeORM's own logger prints statements with their values: ours says nothing, failures are told by what is thrown. */
const silent: Logger = {
  logQuery: () => undefined,
  logQueryError: () => undefined,
  logQuerySlow: () => undefined,
  logSchemaBuild: () => undefined,
  logMigration: () => undefined,
  log: () => undefined,
};

/**
 * TypeORM over our own pool. `type` is `mysql` for MariaDB too: as `mariadb` TypeORM uses RETURNING, which MySQL has not, and
 * loses the count of affected rows.
 */
export function createDataSource(settings: ConnectionSettings, pool: BoundedPool): DataSource {
  return new DataSource({
    type: 'mysql',
    driver: { createPool: () => pool },
    database: settings.database,
    timezone: 'Z',
    enableQueryTimeout: true,
    maxQueryExecutionTime: settings.queryTimeoutMs,
    logger: silent,
    entities: [...tables],
    migrations: [...migrations],
    migrationsTableName: 'schema_migrations',
    synchronize: false,
  });
}
