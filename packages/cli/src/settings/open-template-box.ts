import type { SecretBox } from '@hadir/platform';
import type { Context } from '../command/context.ts';
import { openBox } from './open-box.ts';

/** The keys of TEMPLATE_KEY_SECRET. */
export function openTemplateBox(context: Context): Promise<SecretBox> {
  return openBox(context, 'TEMPLATE_KEY_SECRET');
}
