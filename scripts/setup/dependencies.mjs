import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_DIR, ROOT } from './paths.mjs';
import { runCommand } from './run-command.mjs';
import { createStamp, digestOfContents, packageFolders } from './stamp.mjs';

const stamp = createStamp('dependencies');

/** The npm packages, by the pnpm version that package.json names; `npx` brings it, so only npm has to be there. */
export const dependencies = {
  title: 'npm packages',
  isDone: () => existsSync(join(ROOT, 'node_modules/.modules.yaml')) && stamp.matches(digest()),
  async run({ update }) {
    const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    stamp.clear();
    await runCommand('npx', ['--yes', packageManager.split('+')[0], 'install', '--frozen-lockfile'], {
      cwd: ROOT,
      // CI: pnpm asks no question.
      env: { CI: 'true', npm_config_loglevel: 'warn' },
      logFile: join(LOG_DIR, 'setup-dependencies.log'),
      advice:
        'Check that this machine reaches the npm registry (a proxy?) and has space left, then run this again.',
      onLine: update,
    });
    stamp.write(digest());
  },
};

function digest() {
  const manifests = packageFolders().map((folder) => `${folder}/package.json`);
  return digestOfContents(['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]);
}
