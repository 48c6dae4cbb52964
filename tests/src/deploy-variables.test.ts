import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The names that an environment's description begins a line with, as `NAME: check`. */
async function namesIn(path: string): Promise<string[]> {
  const names = [...(await read(path)).matchAll(/^ +([A-Z][A-Z_]+): /gm)].flatMap(([, name]) => name ?? []);
  expect(names.length).toBeGreaterThan(3);
  return names;
}

const COLUMNS = { ingest: 2, matcher: 3, api: 4 } as const;

test.each(['ingest', 'matcher', 'api'] as const)(
  'when %s reads a variable, then the table of docs/deploy.md has it',
  async (service) => {
    const rows = (await read('docs/deploy.md')).split('\n').map((line) => line.split('|'));
    const named = rows.filter((row) => /[●○]/.test(row[COLUMNS[service]] ?? ''));
    const told = named.flatMap(([, first]) => first?.match(/[A-Z][A-Z_]+/g) ?? []);
    expect(told).toEqual(expect.arrayContaining(await namesIn(`services/${service}/src/env.ts`)));
  },
);

test('when services read a variable in the same way, then the table of docs/deploy.md has it', async () => {
  const text = await read('docs/deploy.md');
  for (const name of await namesIn('packages/platform/src/env.ts')) expect(text).toContain(`\`${name}\``);
});

test('when a service reads an optional setting of its own, then Compose passes it on', async () => {
  const compose = await read('docker-compose.yml');
  const names = await Promise.all(
    ['ingest', 'matcher', 'api'].map((each) => namesIn(`services/${each}/src/env.ts`)),
  );
  const passed = [...compose.matchAll(/^ +([A-Z][A-Z_]+): /gm)].map(([, name]) => name);
  expect(passed).toEqual(expect.arrayContaining(names.flat().filter((each) => each !== 'PORT')));
});
