import type { MigrationInterface, QueryRunner } from 'typeorm';

type Statements = { readonly up: readonly string[]; readonly down: readonly string[] };

/**
 * A migration made of statements. MySQL commits every CREATE, ALTER and DROP by itself, so each statement is written to be
 * harmless when it runs again (IF NOT EXISTS, IF EXISTS): a migration that broke off is finished by the next run.
 */
export function sqlMigration(name: string, timestamp: number, statements: Statements) {
  return class implements MigrationInterface {
    readonly name = `${name}${timestamp}`;

    async up(runner: QueryRunner): Promise<void> {
      for (const sql of statements.up) await runner.query(sql);
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const sql of statements.down) await runner.query(sql);
    }
  };
}

/** A UUID as text. Bytes are compared as they are. */
export const ID = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';
/** A UTC moment to the millisecond. */
export const AT = 'DATETIME(3)';
/** Text of our own making: keys, hashes, codes. */
export const ascii = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;
/** A collation that MySQL 8 and MariaDB 10.11 both have: neither case nor accents matter. */
export const TABLE =
  'ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci';
