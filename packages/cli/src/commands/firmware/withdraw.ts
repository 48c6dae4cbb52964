import { defineCommand } from '../../command/define-command.ts';
import { findRelease, releaseFields } from './find-release.ts';
import { Release } from './firmware-models.ts';

export const firmwareWithdraw = defineCommand({
  name: 'withdraw',
  summary: 'Withdraw a release for good: within seconds no camera is offered it.',
  details:
    'Cameras that have it keep it: force an older release, or publish a newer one. To stop for a while, set its roll-out to 0.',
  examples: ['1.3.0', '1.3.0 --target esp32s3'],
  input: releaseFields,
  async run({ release: wanted, target }, { api }) {
    const { id } = await findRelease(api, { release: wanted, target });
    const release = await api.send({ method: 'POST', path: `/v1/firmware/${id}/withdraw` }, Release);
    return { json: release, text: `Withdrew ${release.target} ${release.version}.` };
  },
});
