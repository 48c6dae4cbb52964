import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { waitFor } from '@hadir/local-stack/testing';
import { afterEach, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const built = new URL('../dist/index.js', import.meta.url).href;
const children: ChildProcess[] = [];

// A service runs from what is built, as in production.
beforeAll(async () => {
  await promisify(execFile)(`${root}node_modules/.bin/tsc`, ['-b', 'packages/platform'], { cwd: root });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Runs a service whose `start` has this body; `mark(text)` writes a line. */
function runService(body: string, shutdownTimeoutMs = 2000) {
  const code = `
    import { createLog, createRedis, DependencyUnavailable, listen, parseEnv, readEnvOrExit, runService, serviceEnv }
      from ${JSON.stringify(built)};
    const mark = (text) => process.stdout.write(text + '\\n');
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const log = createLog({ service: 'x', level: 'info' });
    await runService({ name: 'x', log, shutdownTimeoutMs: ${shutdownTimeoutMs}, start: async (closing) => { ${body} } });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const started = () => waitFor('the service', () => out.includes('"started"'), { timeoutMs: 20_000 });
  return { child, exited, started, out: () => out, err: () => err };
}

const holdOpen = `const timer = setInterval(() => {}, 1000);
  closing.add('first', { close: () => { clearInterval(timer); mark('first closed'); } });`;

test.each(['SIGTERM', 'SIGINT'] as const)(
  'when %s comes, then all is closed in reverse and it exits 0',
  async (signal) => {
    const service = runService(`${holdOpen}
    closing.add('second', { close: async () => { await pause(50); mark('second closed'); } });
    return { close: () => mark('service closed') };`);
    await service.started();
    service.child.kill(signal);
    // A terminal and npm may both send one.
    service.child.kill(signal);
    expect(await service.exited).toBe(0);
    const marks = service.out().match(/^\w+ closed$/gm);
    expect(marks).toEqual(['service closed', 'second closed', 'first closed']);
  },
);

test('when closing takes too long, then it exits 1 in time and the rest was closed', async () => {
  const service = runService(
    `${holdOpen}
    closing.add('stuck', { close: () => new Promise(() => {}) });`,
    300,
  );
  await service.started();
  const start = performance.now();
  service.child.kill('SIGTERM');
  expect(await service.exited).toBe(1);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(service.out()).toContain('first closed');
  expect(service.out()).toContain('"part":"stuck"');
});

test('when something rejects and nobody catches, then it is logged with its stack and it exits 1', async () => {
  const service = runService(`${holdOpen} setTimeout(() => Promise.reject(new Error('lost it')), 50);`);
  expect(await service.exited).toBe(1);
  expect(service.out()).toMatch(/"event":"unexpected error, stopping".*"message":"lost it".*"stack":/);
});

test.each([
  [
    'a dependency is away',
    `throw new DependencyUnavailable('redis', new Error('refused'));`,
    /Start it, or correct REDIS_URL/,
  ],
  [
    'the environment is wrong',
    `parseEnv(serviceEnv);`,
    /REDIS_URL is not set\n {2}PORT is not set\nSet these variables/,
  ],
  [
    'the port is taken',
    `const a = closing.add('a', await listen(() => {}, { port: 0, host: '::' }));
     await listen(() => {}, { port: a.port, host: '::' });`,
    /EADDRINUSE[^\n]*\nSet PORT to a free port/,
  ],
  ['something else fails', `throw new Error('no luck');`, /no luck\nSet LOG_LEVEL=debug to see where/],
])(
  'when it cannot start because %s, then it says what to do, without a stack, and exits 1',
  async (_what, body, words) => {
    const service = runService(`${holdOpen} ${body}`);
    expect(await service.exited).toBe(1);
    expect(service.err()).toMatch(/^x could not start: /);
    expect(service.err()).toMatch(words);
    expect(service.err()).not.toMatch(/^\s+at /m);
    expect(service.out()).toContain('first closed');
  },
);

test('when the environment is read first of all and is wrong, then it is told in the same way', async () => {
  const service = runService(`readEnvOrExit('x', () => parseEnv(serviceEnv));`);
  expect(await service.exited).toBe(1);
  expect(service.err()).toMatch(
    /^x could not start: The environment is not usable:\n {2}REDIS_URL is not set/,
  );
});
