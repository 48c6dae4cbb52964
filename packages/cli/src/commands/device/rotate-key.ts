import { DeviceId } from '@hadir/contracts';
import { DeviceWithKey } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { keyText } from './key-text.ts';

export const deviceRotateKey = defineCommand({
  name: 'rotate-key',
  summary: 'Give a camera a new key and print it, this one time.',
  details: 'The old key stops at once: frames are refused until the new one is on the device.',
  examples: ['cam-a101'],
  input: { id: argument('<id>', "the device's id", DeviceId) },
  async run({ id }, { api }) {
    const rotated = await api.send({ method: 'POST', path: `/v1/devices/${id}/rotate-key` }, DeviceWithKey);
    return { json: rotated, text: keyText(`Device ${id} has a new key.`, rotated.key) };
  },
});
