import type { SecretBox } from '@hadir/platform';
import { CliError } from '../cli-error.ts';
import type { Context } from '../command/context.ts';

/** The keys of TEMPLATE_KEY_SECRET. */
export async function openTemplateBox({ settings }: Context): Promise<SecretBox> {
  const { createSecretBox } = await import('@hadir/platform');
  const keys = settings.need('TEMPLATE_KEY_SECRET');
  try {
    return createSecretBox(keys);
  } catch (error) {
    const message = `TEMPLATE_KEY_SECRET: ${error instanceof Error ? error.message : String(error)}.`;
    throw new CliError('bad-key', message, 'Mend it; `hadir doctor` shows how to make a key.', error);
  }
}
