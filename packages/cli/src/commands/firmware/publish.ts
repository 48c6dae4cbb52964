import { createHash, createPublicKey } from 'node:crypto';
import { basename } from 'node:path';
import { FIRMWARE_TARGETS, FirmwareVersion, signRelease } from '@hadir/contracts';
import { CliError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, oneOf, text, wholeNumber } from '../../command/fields.ts';
import { Release } from './firmware-models.ts';
import { type Image, readImage } from './read-image.ts';
import { readReleaseKey } from './read-key.ts';
import { reachText } from './release-text.ts';

export const firmwarePublish = defineCommand({
  name: 'publish',
  summary: 'Sign an image and publish it as a release.',
  details:
    'It is signed here: the private key goes nowhere. A version is published once, for good. No camera is offered it before a roll-out says so: begin with a few, watch `hadir firmware status`, and go on.',
  examples: [
    'build/hadir.bin --key ~/hadir-keys/release-key.pem',
    'build/hadir.bin --version 1.3.0 --target esp32 --key ~/hadir-keys/release-key.pem --rollout 10 --notes "Fewer re-tries"',
  ],
  input: {
    file: argument('<file>', 'the image: build/hadir.bin of firmware/', text),
    key: option('--key <pem>', 'the private key that hadir firmware keygen wrote', text),
    target: option(
      '--target <target>',
      `${FIRMWARE_TARGETS.join(', ')}; what the image says unless given, and else it must agree`,
      oneOf(FIRMWARE_TARGETS).optional(),
    ),
    version: option(
      '--version <version>',
      'three numbers; what the image says unless given, and else it must agree',
      FirmwareVersion.optional(),
    ),
    rollout: option(
      '--rollout <percent>',
      'how many of the cameras are to have it',
      wholeNumber(0, 100).default(0),
    ),
    notes: option('--notes <text>', 'what it brings, for people', text.optional()),
    force: option('--force', 'cameras with a newer version go back to it', flag),
    newKey: option('--new-key', 'the key is another than that of the release before, on purpose', flag),
  },
  async run({ file, key: keyFile, target, version, rollout, notes, force, newKey }, { api }) {
    const image = await readImage(file);
    agree(file, image, { target, version });
    const key = await readReleaseKey(keyFile);
    const measured = {
      target: image.target,
      version: image.version,
      size: image.bytes.length,
      sha256: createHash('sha256').update(image.bytes).digest('hex'),
    };
    const form = new FormData();
    const fields = {
      target: image.target,
      version: image.version,
      signature: signRelease(key, measured).toString('hex'),
      publicKey: String(createPublicKey(key).export({ type: 'spki', format: 'pem' })),
      rolloutPercent: String(rollout),
      forced: String(force),
      newKey: String(newKey),
      ...(notes === undefined ? {} : { notes }),
    };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('image', new Blob([image.bytes]), basename(file));
    const release = await api.send({ method: 'POST', path: '/v1/firmware', form }, Release);
    const next =
      rollout === 100
        ? 'Watch it: hadir firmware status'
        : `Roll it out: hadir firmware rollout ${release.id} ${rollout === 0 ? 10 : 100}`;
    return {
      json: release,
      text: `Published ${release.target} ${release.version} (${release.size} bytes). ${reachText(release)}\n${next}`,
    };
  },
});

/** What is typed guards against the wrong file; it cannot make another of it. */
function agree(
  file: string,
  image: Image,
  typed: Readonly<Record<'target' | 'version', string | undefined>>,
) {
  for (const name of ['target', 'version'] as const) {
    if (typed[name] === undefined || typed[name] === image[name]) continue;
    const message = `${file} says that its ${name} is ${image[name]}, not ${typed[name]}.`;
    throw new CliError('other-image', message, 'Give the right file, or build it again.');
  }
}
