import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SYSTEM_PATH } from '../system-path.ts';

const run = promisify(execFile);

/**
 * Runs statements through the command-line client, which comes with the server: only packages/db needs a driver.
 * Answers with the rows, one a line, columns parted by a tab.
 */
export async function sql(url: string, statements: string): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const host = ['--protocol=tcp', '-h', hostname, '-P', port || '3306', '-u', decodeURIComponent(username)];
  const { stdout } = await run(
    'mariadb',
    ['--no-defaults', '-N', ...host, '-e', statements, pathname.slice(1)],
    {
      env: { PATH: SYSTEM_PATH, MYSQL_PWD: decodeURIComponent(password) },
      timeout: 20_000,
    },
  );
  return stdout.trim();
}
