import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  coveringRelease,
  FirmwareVersion,
  isUpdate,
  keyFingerprint,
  parseFirmware,
  type RolledOut,
  releaseSigningString,
  signRelease,
  verifyRelease,
} from './firmware.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 22, 10, minute));

function release(version: string, changes: Partial<RolledOut> = {}): RolledOut {
  return {
    id: `id-${version}`,
    target: 'esp32',
    version,
    rolloutPercent: 100,
    forcedAt: null,
    createdAt: at(Number(version.split('.')[1])),
    ...changes,
  };
}

const device = { id: 'cam-a101', target: 'esp32' } as const;

describe('the signature of a release', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = { target: 'esp32', version: '1.3.0', size: 1000, sha256: 'a'.repeat(64) } as const;

  test('when a release is signed, then four lines are covered and the DER has at most 72 bytes', () => {
    expect(releaseSigningString(signed)).toBe(`HADIRFW1\nesp32\n1.3.0\n1000\n${'a'.repeat(64)}`);
    const signature = signRelease(privateKey, signed);
    expect(signature.length).toBeLessThanOrEqual(72);
    expect(verifyRelease(publicKey, signed, signature)).toBe(true);
  });

  test.each([
    { target: 'esp32s3' as const },
    { version: '1.3.1' },
    { size: 1001 },
    { sha256: 'b'.repeat(64) },
  ])('when %j is said afterwards, then the signature is not good', (change) => {
    const signature = signRelease(privateKey, signed);
    expect(verifyRelease(publicKey, { ...signed, ...change }, signature)).toBe(false);
    expect(verifyRelease(publicKey, signed, Buffer.from('no signature'))).toBe(false);
  });

  test('when a public key is given alone, then it has the fingerprint of its pair', () => {
    expect(keyFingerprint(createPublicKey(privateKey))).toBe(keyFingerprint(publicKey));
    expect(keyFingerprint(publicKey)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('versions', () => {
  test.each([
    ['1.2.3', '1.2.3', 0],
    ['1.2.3', '1.2.10', -1],
    ['2.0.0', '1.9999.9999', 1],
    ['1.3.0-dev', '1.3.0', -1],
    ['1.3.0-dev', '1.2.9', 1],
    ['1.3.0-a', '1.3.0-b', 0],
  ])('when %s is compared with %s, then the sign is %d', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
    expect(Math.sign(compareVersions(b, a))).toBe(0 - sign);
  });

  test.each(['1.2', '01.2.3', '1.2.3-dev', '1.2.10000', 'v1.2.3', '1.2.3\n'])(
    'when a release would be called %j, then it is refused',
    (version) => expect(FirmwareVersion.safeParse(version).success).toBe(false),
  );

  test.each([
    ['hadir-esp32/1.2.3', { target: 'esp32', version: '1.2.3' }],
    ['hadir-esp32s3/1.2.3-dev.1', { target: 'esp32s3', version: '1.2.3-dev.1' }],
    ['hadir-posix/0.0.1', { target: 'posix', version: '0.0.1' }],
    ['hadir-esp8266/1.2.3', undefined],
    ['hadir-esp32/1.2', undefined],
    ['hadir-esp32/1.2.3 x', undefined],
    ['esp32cam 1.0', undefined],
    [undefined, undefined],
  ])('when X-Firmware is %j, then it reads %j', (header, running) => {
    expect(parseFirmware(header)).toEqual(running);
  });
});

describe('the roll-out', () => {
  test('when a percentage is raised step by step, then devices are added and none is left out', () => {
    const ids = Array.from({ length: 300 }, (_, n) => `cam-${n}`);
    let before: readonly string[] = [];
    for (let percent = 0; percent <= 100; percent += 1) {
      const rolledOut = [release('1.3.0', { rolloutPercent: percent })];
      const covered = ids.filter((id) => coveringRelease(rolledOut, { ...device, id }));
      expect(before.filter((id) => !covered.includes(id))).toEqual([]);
      before = covered;
    }
    expect(before).toEqual(ids);
  });

  test('when two releases reach a tenth of the devices, then it is not the same tenth', () => {
    const ids = Array.from({ length: 500 }, (_, n) => `cam-${n}`);
    const covered = (version: string) =>
      ids.filter((id) => coveringRelease([release(version, { rolloutPercent: 10 })], { ...device, id }));
    expect(covered('1.3.0')).not.toEqual(covered('1.4.0'));
  });

  test('when 10 and 50 percent of 2,000 devices are covered, then it is about as many', () => {
    const ids = Array.from({ length: 2000 }, (_, n) => `cam-${n}`);
    const covered = (percent: number): number =>
      ids.filter((id) => coveringRelease([release('1.3.0', { rolloutPercent: percent })], { ...device, id }))
        .length;
    expect(covered(0)).toBe(0);
    expect(covered(10)).toBeGreaterThan(140);
    expect(covered(10)).toBeLessThan(260);
    expect(covered(50)).toBeGreaterThan(900);
    expect(covered(50)).toBeLessThan(1100);
    expect(covered(100)).toBe(2000);
  });

  test('when there are several, then it is the newest version of the own target', () => {
    const releases = [release('1.9.0'), release('1.10.0'), release('1.11.0', { target: 'esp32s3' })];
    expect(coveringRelease(releases, device)?.version).toBe('1.10.0');
    expect(coveringRelease([], device)).toBeUndefined();
  });

  test('when the newest does not cover a device, then it is the one before', () => {
    const releases = [release('1.9.0'), release('1.10.0', { rolloutPercent: 0 })];
    expect(coveringRelease(releases, device)?.version).toBe('1.9.0');
  });

  test('when an older one is forced, then it is that one, until another is published', () => {
    const back = [release('1.2.0', { forcedAt: at(30) }), release('1.3.0')];
    expect(coveringRelease(back, device)?.version).toBe('1.2.0');
    expect(coveringRelease([...back, release('1.31.0')], device)?.version).toBe('1.31.0');
  });

  test('when two are forced, then the one forced last counts', () => {
    const both = [release('1.2.0', { forcedAt: at(30) }), release('1.3.0', { forcedAt: at(20) })];
    expect(coveringRelease(both, device)?.version).toBe('1.2.0');
  });

  test('when a device runs a version, then only a newer one, or a forced other one, is an update', () => {
    expect(isUpdate(release('1.3.0'), '1.2.0')).toBe(true);
    expect(isUpdate(release('1.3.0'), '1.3.0')).toBe(false);
    expect(isUpdate(release('1.3.0'), '1.4.0')).toBe(false);
    expect(isUpdate(release('1.3.0', { forcedAt: at(0) }), '1.4.0')).toBe(true);
    expect(isUpdate(release('1.3.0', { forcedAt: at(0) }), '1.3.0')).toBe(false);
  });
});
