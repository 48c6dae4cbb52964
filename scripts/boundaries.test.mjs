import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './setup/paths.mjs';

const MUST_BE_REFUSED = [
  ['services/ingest', '@hadir/vision'],
  ['services/ingest', '@hadir/domain'],
  ['services/ingest', 'mysql2/promise'],
  ['services/api', '@hadir/vision'],
  ['services/api', '@hadir/ingest'],
  ['services/api', '@aws-sdk/client-s3'],
  ['services/api', '../../../packages/db/src/index.ts'],
  ['services/matcher', 'opencv4nodejs'],
  ['services/matcher', 'bullmq'],
  ['services/matcher', '@hadir/api'],
  ['packages/contracts', '@hadir/domain'],
  ['packages/domain', 'zod'],
  ['packages/domain', 'node:fs'],
  ['packages/domain', '@hadir/contracts'],
  ['packages/vision', '@hadir/domain'],
  ['packages/vision', 'ioredis'],
  ['packages/db', '@hadir/platform'],
  ['packages/db', 'ioredis'],
  ['packages/platform', '@hadir/db'],
  ['packages/platform', 'typeorm'],
  ['packages/camera', '@hadir/platform'],
  ['packages/camera', '@hadir/flann-index'],
  ['packages/backup', '@hadir/vision'],
  ['packages/backup', 'typeorm'],
  ['services/api', '@hadir/backup'],
  ['packages/cli', 'winston'],
  ['packages/local-stack', '@hadir/db'],
  ['packages/demo', '@hadir/api'],
];

const MUST_BE_ALLOWED = [
  ['services/ingest', '@hadir/db'],
  ['services/matcher', '@hadir/vision'],
  ['services/api', '@hadir/platform'],
  ['packages/contracts', 'zod'],
  ['packages/contracts', 'node:crypto'],
  ['packages/domain', './rule.ts'],
  ['packages/domain', '../rule.ts'],
  ['packages/vision', 'opencv4nodejs'],
  ['packages/vision', '@hadir/flann-index'],
  ['packages/db', 'mysql2/promise'],
  ['packages/db', '@hadir/domain'],
  ['packages/platform', 'bullmq'],
  ['packages/camera', '@hadir/vision/pixels'],
  ['packages/backup', '@hadir/db'],
  ['services/matcher', '@hadir/backup'],
  ['packages/cli', '@hadir/camera'],
];

let dir;
let refused;

const fileOf = (folder, imported) => `${folder}/src/part/${imported.replace(/[^a-z0-9]+/g, '-')}-importer.ts`;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hadir-boundaries-'));
  cpSync(join(ROOT, 'biome.json'), join(dir, 'biome.json'));
  for (const [folder, imported] of [...MUST_BE_REFUSED, ...MUST_BE_ALLOWED]) {
    const file = join(dir, fileOf(folder, imported));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import { a } from '${imported}';\nexport const b = a;\n`);
  }
  refused = await lint('style/noRestrictedImports');
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The files, as paths from the scratch folder, in which Biome finds an error against this rule. */
async function lint(rule) {
  const args = [
    'lint',
    '--vcs-enabled=false',
    `--only=${rule}`,
    '--reporter=github',
    '--max-diagnostics=none',
    dir,
  ];
  const { stdout } = await promisify(execFile)(join(ROOT, 'node_modules/.bin/biome'), args, {
    cwd: dir,
  }).catch((error) => error);
  return new Set(
    [...stdout.matchAll(/^::error .*?file=([^,]+),/gm)].map(([, file]) => file.slice(dir.length + 1)),
  );
}

test.each(MUST_BE_REFUSED)('when %s imports %s, then lint fails', (folder, imported) => {
  expect(refused).toContain(fileOf(folder, imported));
});

test.each(MUST_BE_ALLOWED)('when %s imports %s, then lint passes', (folder, imported) => {
  expect(refused).not.toContain(fileOf(folder, imported));
});

test('when a file has more than 250 lines, then lint fails', async () => {
  writeFileSync(join(dir, 'packages/domain/src/long.ts'), 'export {};\n'.repeat(251));
  writeFileSync(join(dir, 'packages/domain/src/short.ts'), 'export {};\n'.repeat(250));
  const tooLong = await lint('style/noExcessiveLinesPerFile');
  expect([...tooLong]).toEqual(['packages/domain/src/long.ts']);
});
