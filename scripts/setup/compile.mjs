import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_DIR, ROOT } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { createStamp, digestOfTimes, filesBelow, packageFolders } from './stamp.mjs';

const stamp = createStamp('compile');

/** TypeScript to dist/ in every package and service. */
export const compile = {
  title: 'TypeScript',
  isDone: () =>
    stamp.matches(digest()) && compiledFolders().every((folder) => existsSync(join(ROOT, folder, 'dist'))),
  async run({ update }) {
    stamp.clear();
    const before = digest();
    await runCommand(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json'], {
      cwd: ROOT,
      logFile: join(LOG_DIR, 'setup-compile.log'),
      advice: 'The source does not compile: mend what the lines above name, or return to a released version.',
      onLine: update,
    });
    stamp.write(before);
  },
};

function compiledFolders() {
  return packageFolders().filter((folder) => existsSync(join(ROOT, folder, 'src')) && folder !== 'tests');
}

function digest() {
  const sources = compiledFolders().flatMap((folder) => [
    `${folder}/tsconfig.json`,
    ...filesBelow(`${folder}/src`),
  ]);
  return digestOfTimes(['tsconfig.base.json', 'tsconfig.build.json', 'pnpm-lock.yaml', ...sources]);
}
