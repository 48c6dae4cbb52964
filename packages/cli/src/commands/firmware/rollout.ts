import { UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, wholeNumber } from '../../command/fields.ts';
import { findRelease, releaseFields } from './find-release.ts';
import { Release } from './firmware-models.ts';
import { reachText } from './release-text.ts';

export const firmwareRollout = defineCommand({
  name: 'rollout',
  summary: 'Set how many cameras are offered a release.',
  details:
    'Raising the percentage adds cameras and leaves none out. Lowering it stops offers within seconds; cameras that have the release keep it. With --force those that run a newer version go back to it, and the cameras that it covers stay at it until another is published.',
  examples: ['1.3.0 10', '1.3.0 100', '1.2.0 100 --force', '1.3.0 0 --target esp32s3'],
  input: {
    release: releaseFields.release,
    percent: argument('<percent>', 'of the cameras of its target, 0 to 100', wholeNumber(0, 100)),
    target: releaseFields.target,
    force: option('--force', 'cameras with a newer version go back to it', flag),
    unforce: option('--unforce', 'no longer', flag),
  },
  async run({ release: wanted, percent, target, force, unforce }, { api }) {
    if (force && unforce) throw new UsageError('--force and --unforce exclude each other.', 'Give one.');
    const { id } = await findRelease(api, { release: wanted, target });
    const body = { rolloutPercent: percent, ...(force || unforce ? { forced: force } : {}) };
    const release = await api.send({ method: 'PATCH', path: `/v1/firmware/${id}`, body }, Release);
    const watch = percent > 0 ? '\nWatch it: hadir firmware status' : '';
    return { json: release, text: `${release.target} ${release.version}: ${reachText(release)}${watch}` };
  },
});
