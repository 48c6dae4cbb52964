import { type Check, failed, ok } from './check.ts';

const LEAST = [20, 19] as const;

export const checkNode: Check = {
  name: 'Node.js',
  fix: 'Install Node.js 20.19 or newer.',
  async run() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const isNewEnough = major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
    if (isNewEnough) return ok(process.version);
    return failed(`${process.version} is too old`, `Install Node.js ${LEAST.join('.')} or newer.`);
  },
};
