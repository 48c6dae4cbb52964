import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalServerError } from './local-server-error.ts';
import { SYSTEM_PATH } from './system-path.ts';

const run = promisify(execFile);
const FORMAT = 1;

/**
 * Fills an empty data directory. The result of mariadb-install-db is kept per user and server version, because copying
 * it takes a fifth of the time.
 */
export async function createDataDirectory(dataDir: string): Promise<void> {
  const template = join(await cacheDirectory(), `mariadb-${await serverVersion()}-${FORMAT}`);
  if (!(await exists(template))) await createTemplate(template);
  await cp(template, dataDir, { recursive: true });
}

async function createTemplate(template: string): Promise<void> {
  const scratch = await mkdtemp(`${template}.new-`);
  await attempt('mariadb-install-db', [
    '--no-defaults',
    `--datadir=${scratch}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=8M',
    // A host whose own name cannot be looked up, such as a bare container, is no hindrance: only 127.0.0.1 is used.
    '--force',
    ...runAsRoot(),
  ]);
  try {
    await rename(scratch, template);
  } catch (error) {
    // Another process was faster: its template is as good.
    await rm(scratch, { recursive: true, force: true });
    if (!(await exists(template))) throw error;
  }
}

async function serverVersion(): Promise<string> {
  const { stdout } = await attempt('mariadbd', ['--no-defaults', '--version']);
  return /Ver (\S+)/.exec(stdout)?.[1] ?? 'unknown';
}

async function attempt(command: string, args: readonly string[]): Promise<{ stdout: string }> {
  try {
    return await run(command, args, { env: { PATH: SYSTEM_PATH, LC_ALL: 'C' }, timeout: 120_000 });
  } catch (error) {
    const { message, stdout = '' } = error as Error & { readonly stdout?: string };
    const advice = 'Install MariaDB: apt-get install mariadb-server (Debian, Ubuntu), or run npm run setup.';
    throw new LocalServerError(command, `failed: ${message.trim()} ${stdout.trim()}`.trimEnd(), { advice });
  }
}

/** mariadbd refuses to run as root unless it is told so. */
export function runAsRoot(): readonly string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

async function cacheDirectory(): Promise<string> {
  const directory = join(homedir(), '.cache', 'hadir');
  await mkdir(directory, { recursive: true });
  return directory;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
