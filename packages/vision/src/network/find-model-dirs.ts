import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The cards of the networks that Hadir is shipped for. */
export const SHIPPED_CARDS = fileURLToPath(new URL('../../models', import.meta.url));

/** Where the set-up keeps what it fetched for all clones of a user. The same rule stands in scripts/setup/models/cache.mjs. */
export function modelCache(): string {
  // biome-ignore lint/style/noProcessEnv: the home of caches is the user's, not a setting of a service.
  const { XDG_CACHE_HOME } = process.env;
  const wanted = join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'hadir/models');
  return existsSync(wanted) ? wanted : join(tmpdir(), `hadir-models-${process.getuid?.() ?? 'user'}`);
}
