import { DeviceId } from '@hadir/contracts';
import { Device } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';

export const deviceRevoke = defineCommand({
  name: 'revoke',
  summary: 'Revoke a camera for good: its frames are refused within a minute.',
  details: 'For a camera that was lost or stolen. To replace a key that leaked, use rotate-key.',
  examples: ['cam-a101'],
  input: { id: argument('<id>', "the device's id", DeviceId) },
  async run({ id }, { api }) {
    const device = await api.send({ method: 'POST', path: `/v1/devices/${id}/revoke` }, Device);
    return { json: device, text: `Revoked ${id}. Its frames are refused from now on.` };
  },
});
