import type { SettingName } from '../../settings/settings.ts';
import { type Check, failed, ok } from './check.ts';

const NEW_SECRET = "node -e \"console.log('k1:'+crypto.randomBytes(32).toString('base64'))\"";

function checkSecret(name: SettingName, title: string): Check {
  return {
    name: title,
    fix: `Set ${name} to id:base64 of 32 bytes; make one with: ${NEW_SECRET}`,
    async run({ settings }) {
      const { createSecretBox } = await import('@hadir/platform');
      const secret = settings.need(name);
      return ok(`set, seals with key ${createSecretBox(secret).keyId}`);
    },
  };
}

export const checkDeviceKeySecret = checkSecret('DEVICE_KEY_SECRET', 'Device-key secret');
export const checkTemplateKeySecret = checkSecret('TEMPLATE_KEY_SECRET', 'Template-key secret');

/** ingest faces the internet and holds the device-key secret: it must not open templates as well. */
export const checkSecretsApart: Check = {
  name: 'Secrets apart',
  fix: 'Give DEVICE_KEY_SECRET and TEMPLATE_KEY_SECRET keys of their own.',
  async run({ settings }) {
    const keysOf = (name: SettingName): string[] =>
      settings
        .need(name)
        .split(',')
        .map((key) => key.slice(key.indexOf(':') + 1).trim());
    const templateKeys = new Set(keysOf('TEMPLATE_KEY_SECRET'));
    if (!keysOf('DEVICE_KEY_SECRET').some((key) => templateKeys.has(key))) return ok('no key is in both');
    return failed('the same key is in both', checkSecretsApart.fix);
  },
};
