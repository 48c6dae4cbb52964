import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.ts';
import { keptSecret } from './kept-secret.ts';
import { createDataDirectory, runAsRoot } from './mariadb-template.ts';
import { type LocalServer, startServer } from './server.ts';
import { SYSTEM_PATH } from './system-path.ts';

export type MariaDbServer = LocalServer;

export type MariaDbOptions = {
  /** Data, configuration and log are kept here. */
  readonly dir: string;
  /** A free one by default. */
  readonly port?: number;
  /** The schema that `url` names; it is created when it is missing. */
  readonly database?: string;
  /** false: a commit survives a crash of the server but not of the machine. Quicker, for tests. */
  readonly durable?: boolean;
  /** What the server keeps of its tables in memory; 64 unless told. */
  readonly bufferPoolMb?: number;
};

/** A private mariadbd on 127.0.0.1. Its user `hadir` has a random password and may do anything in schemas `hadir…`. */
export async function startMariaDb(options: MariaDbOptions): Promise<MariaDbServer> {
  const { port = await freePort(), database = 'hadir', durable = true, bufferPoolMb = 64 } = options;
  const home = resolve(options.dir);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const password = keptSecret(join(home, 'password'));
  const dataDir = join(home, 'data');
  if (!existsSync(dataDir)) await createDataDirectory(dataDir);
  const initFile = join(home, 'init.sql');
  writeFileSync(initFile, initSql(password, database), { mode: 0o600 });
  return startServer({
    name: 'mariadbd',
    command: 'mariadbd',
    args: mariaDbArguments({ dataDir, initFile, port, durable, bufferPoolMb }),
    advice: `Check that mariadbd is installed and that nothing else uses port ${port}, then try again.`,
    cwd: home,
    env: { PATH: SYSTEM_PATH, LC_ALL: 'C' },
    logFile: join(home, 'mariadb.log'),
    url: `mysql://hadir:${password}@127.0.0.1:${port}/${database}`,
    port,
    ready: () => greets(port),
  });
}

type ServerArguments = {
  readonly dataDir: string;
  readonly initFile: string;
  readonly port: number;
  readonly durable: boolean;
  readonly bufferPoolMb: number;
};

function mariaDbArguments({
  dataDir,
  initFile,
  port,
  durable,
  bufferPoolMb,
}: ServerArguments): readonly string[] {
  return [
    '--no-defaults',
    ...runAsRoot(),
    `--datadir=${dataDir}`,
    // Relative to the data directory: a whole path may be longer than the 107 bytes a socket's name can have.
    '--socket=mariadb.sock',
    `--pid-file=${join(dataDir, 'mariadb.pid')}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--init-file=${initFile}`,
    '--skip-name-resolve',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--default-time-zone=+00:00',
    '--max-connections=200',
    `--innodb-log-file-size=${Math.max(8, Math.floor(bufferPoolMb / 8))}M`,
    `--innodb-buffer-pool-size=${bufferPoolMb}M`,
    `--innodb-flush-log-at-trx-commit=${durable ? 1 : 2}`,
  ];
}

/** Run by the server at each start before it takes connections; one statement per line. */
function initSql(password: string, database: string): string {
  const user = "'hadir'@'127.0.0.1'";
  const statements = [
    "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');",
    'FLUSH PRIVILEGES;',
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    `CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON \`hadir%\`.* TO ${user};`,
    `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
  ];
  return `${statements.join('\n')}\n`;
}

/** Whether the server sends its greeting: it does so only once recovery and the init file are done. */
function greets(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = createConnection({ port, host: '127.0.0.1', timeout: 1000 });
    const finish = (ready: boolean): void => {
      socket.destroy();
      answer(ready);
    };
    const PROTOCOL_10 = 0x0a;
    socket.once('data', (packet) => finish(packet[4] === PROTOCOL_10));
    socket.once('timeout', () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('close', () => finish(false));
  });
}
