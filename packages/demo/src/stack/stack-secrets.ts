import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSecretKey } from '@hadir/platform';

export type StackSecrets = {
  readonly deviceKeySecret: string;
  readonly templateKeySecret: string;
  readonly apiSecret: string;
  /** API keys as their holders use them. */
  readonly adminKey: string;
  readonly viewerKey: string;
};

/** Made once for a data folder and kept there, readable by its owner alone. Those that the environment names come first. */
export function loadSecrets(dataDir: string, env: NodeJS.ProcessEnv): StackSecrets {
  const kept = readOrMake(join(dataDir, 'secrets.json'));
  return {
    ...kept,
    deviceKeySecret: env.DEVICE_KEY_SECRET || kept.deviceKeySecret,
    templateKeySecret: env.TEMPLATE_KEY_SECRET || kept.templateKeySecret,
    apiSecret: env.API_SECRET || kept.apiSecret,
  };
}

/** What a newer version needs is made for a folder of an older one. */
function readOrMake(file: string): StackSecrets {
  const kept = readKept(file);
  const secrets: StackSecrets = {
    deviceKeySecret: generateSecretKey('local'),
    templateKeySecret: generateSecretKey('local'),
    apiSecret: generateSecretKey('local'),
    adminKey: newApiKey(),
    viewerKey: newApiKey(),
    ...kept,
  };
  if (kept.apiSecret === undefined) {
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

function readKept(file: string): Partial<StackSecrets> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<StackSecrets>;
  } catch {
    return {};
  }
}

/** `hak_` and 43 base64url characters. */
export function newApiKey(): string {
  return `hak_${randomBytes(32).toString('base64url')}`;
}

/** The form in which the database keeps an API key. */
export function hashOfApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
