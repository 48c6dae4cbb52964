import { resolve } from 'node:path';
import { STATE_DIR } from '../setup/paths.mjs';
import { readOptions, wholeNumber } from './read-options.mjs';

export const startHelp = `Usage: npm start -- [options]

Sets up what is missing, then runs Hadir on this machine: Redis, MariaDB, ingest, matcher and api, and a demo class
before a simulated camera. Ctrl-C stops all of it; the data stays.

Options:
  --no-demo        no demo class and no simulated camera
  --matchers N     run N matchers (default 1)
  --data DIR       keep data, secrets and logs in DIR (default .hadir in the clone)
  --port-base N    api on port N, ingest on N+1, Redis N+2, MariaDB N+3, matchers from N+10 (default 3000)
  --help           show this

With REDIS_URL and DATABASE_URL set, those servers are used and none are started.
`;

/** What startDemo takes, from the command line. */
export function parseStartOptions(args) {
  const values = readOptions(args, {
    'no-demo': { type: 'boolean', default: false },
    matchers: { type: 'string', default: '1' },
    data: { type: 'string', default: STATE_DIR },
    'port-base': { type: 'string', default: '3000' },
  });
  return {
    help: values.help === true,
    demo: !values['no-demo'],
    matchers: wholeNumber('matchers', values.matchers, 1, 16),
    dataDir: resolve(values.data),
    portBase: wholeNumber('port-base', values['port-base'], 1024, 65_000),
  };
}
