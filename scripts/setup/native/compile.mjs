import { spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { NativeBuildError } from './native-build-error.mjs';
import { BUILD_PACKAGES } from './opencv.mjs';

/** Peak memory of one compiler process on the binding's largest file. */
const BYTES_PER_JOB = 800 * 1024 * 1024;
const TAIL_LINES = 25;

/** Runs node-gyp in `dir`; `onFile(count)` hears of each compiled file. The whole output goes to `logFile`. */
export async function compile({ root, dir, logFile, onFile }) {
  const log = createWriteStream(logFile);
  const tail = [];
  let compiled = 0;
  const code = await run(gypCommand(root), dir, (line) => {
    log.write(`${line}\n`);
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    if (/^\s*C(XX|C)\(target\)/.test(line)) onFile(++compiled);
  });
  await new Promise((done) => log.end(done));
  if (code !== 0) {
    throw new NativeBuildError(`node-gyp ended with ${code}`, {
      advice: adviceFor(tail),
      logTail: tail,
      logFile,
    });
  }
}

function gypCommand(root) {
  const gyp = createRequire(join(root, 'package.json')).resolve('node-gyp/bin/node-gyp.js');
  const jobs = Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / BYTES_PER_JOB)));
  const prefix = dirname(dirname(process.execPath));
  // Node's own headers when they lie beside it; else node-gyp downloads them once.
  const headers = existsSync(join(prefix, 'include/node/node.h')) ? [`--nodedir=${prefix}`] : [];
  return [gyp, 'rebuild', '--jobs', String(jobs), ...headers];
}

function run(args, cwd, onLine) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        lines.forEach(onLine);
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? code));
  });
}

function adviceFor(tail) {
  const text = tail.join('\n');
  if (/Killed|internal compiler error|out of memory/i.test(text)) {
    return 'the compiler ran out of memory: free about 1 GB and run `npm run setup` again';
  }
  if (/ENOTFOUND|ETIMEDOUT|ECONNREFUSED|getaddrinfo/.test(text)) {
    return "Node's headers could not be downloaded: install a Node that carries include/node, or give the machine network";
  }
  return `check that these packages are installed, then run \`npm run setup\` again: ${BUILD_PACKAGES.join(' ')}`;
}
