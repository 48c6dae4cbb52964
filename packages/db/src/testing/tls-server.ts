import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@hadir/local-stack';

const run = promisify(execFile);
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const env = { PATH, LC_ALL: 'C' };
/** mariadbd refuses to run as root unless it is told so. */
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

/** A mariadbd whose user must come over TLS; its certificate is for `localhost`. */
export type TlsServer = {
  readonly url: string;
  /** Gives the server a certificate for another name, by the same authority; to be loaded by FLUSH SSL. */
  replaceCertificate(name: string): Promise<void>;
  /** The certificate of the authority that signed the server's. */
  readonly caFile: string;
  /** That of another. */
  readonly otherCaFile: string;
  stop(): Promise<void>;
};

export async function startTlsServer(): Promise<TlsServer> {
  const dir = await mkdtemp(join(tmpdir(), 'hadir-tls-'));
  await Promise.all([createAuthority(dir, 'ca'), createAuthority(dir, 'other-ca'), createData(dir)]);
  await createCertificate(dir, 'localhost');
  const port = await freePort();
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', 'mariadbd', ...serverArguments(dir, port)], {
    env,
    stdio: 'ignore',
  });
  return {
    url: `mysql://tls:pw@localhost:${port}/hadir`,
    replaceCertificate: (name) => createCertificate(dir, name),
    caFile: join(dir, 'ca.pem'),
    otherCaFile: join(dir, 'other-ca.pem'),
    stop: () => stop(child, dir),
  };
}

function serverArguments(dir: string, port: number): string[] {
  return [
    '--no-defaults',
    ...asRoot,
    `--datadir=${join(dir, 'data')}`,
    '--socket=mariadb.sock',
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    '--innodb-log-file-size=8M',
    `--init-file=${join(dir, 'init.sql')}`,
    `--ssl-ca=${join(dir, 'ca.pem')}`,
    `--ssl-cert=${join(dir, 'server.pem')}`,
    `--ssl-key=${join(dir, 'server.key')}`,
  ];
}

async function createData(dir: string): Promise<void> {
  const data = `--datadir=${join(dir, 'data')}`;
  const options = ['--auth-root-authentication-method=normal', '--skip-test-db', '--innodb-log-file-size=8M'];
  await run('mariadb-install-db', ['--no-defaults', data, ...options, ...asRoot], { env });
  const init = [
    'CREATE DATABASE hadir;',
    "CREATE USER 'tls'@'%' IDENTIFIED BY 'pw' REQUIRE SSL;",
    "GRANT ALL ON hadir.* TO 'tls'@'%';",
    "GRANT RELOAD ON *.* TO 'tls'@'%';",
  ];
  await writeFile(join(dir, 'init.sql'), `${init.join('\n')}\n`);
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

const openssl = (dir: string, args: readonly string[]) => run('openssl', args, { cwd: dir, env });

async function createAuthority(dir: string, name: string): Promise<void> {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  await openssl(dir, ['req', '-x509', ...NEW_KEY, ...files, '-days', '2', '-subj', `/CN=${name}`]);
}

async function createCertificate(dir: string, name: string): Promise<void> {
  await writeFile(join(dir, 'server.ext'), `subjectAltName=DNS:${name}\n`);
  const files = ['-keyout', 'server.key', '-out', 'server.csr'];
  await openssl(dir, ['req', ...NEW_KEY, ...files, '-subj', `/CN=${name}`]);
  const signed = [
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'server.ext',
  ];
  await openssl(dir, ['x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...signed]);
}

async function stop(child: ChildProcess, dir: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
  await rm(dir, { recursive: true, force: true });
}
