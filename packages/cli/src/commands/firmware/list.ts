import { FIRMWARE_TARGETS } from '@hadir/contracts';
import { pageOf } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { Release } from './firmware-models.ts';

export const firmwareList = defineCommand({
  name: 'list',
  summary: 'List releases, the newest first.',
  examples: ['', '--target esp32', '--json'],
  input: {
    target: option('--target <target>', FIRMWARE_TARGETS.join(', '), oneOf(FIRMWARE_TARGETS).optional()),
    ...pageFields,
  },
  async run({ target, ...page }, context) {
    const releases = await context.api.get('/v1/firmware', pageOf(Release), { target, ...page });
    return listResult(
      context,
      releases,
      [
        { title: 'version', value: (release: Release) => release.version },
        { title: 'target', value: (release: Release) => release.target },
        { title: 'roll-out', value: (release: Release) => rolloutText(release), align: 'right' },
        { title: 'bytes', value: (release: Release) => release.size, align: 'right' },
        { title: 'key', value: (release: Release) => release.keyFingerprint.slice(0, 16) },
        { title: 'published', value: (release: Release) => context.time.dateTime(release.createdAt) },
        { title: 'notes', value: (release: Release) => release.notes, flexible: true },
        { title: 'id', value: (release: Release) => release.id },
      ],
      'There are no releases. Publish one: hadir firmware publish FILE --key PEM',
    );
  },
});

function rolloutText({ state, rolloutPercent, forced }: Release): string {
  if (state === 'withdrawn') return 'withdrawn';
  return `${rolloutPercent} %${forced ? ' forced' : ''}`;
}
