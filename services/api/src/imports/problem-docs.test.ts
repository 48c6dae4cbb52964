import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { PROBLEMS } from './problem.ts';

test('when docs/imports.md is read, then it tells of each code with its severity, and of no other', async () => {
  const text = await readFile(new URL('../../../../docs/imports.md', import.meta.url), 'utf8');
  const told = [...text.matchAll(/^\| `([a-z0-9-]+)` \| (error|warning) \|/gm)].map(([, code, severity]) => [
    code,
    severity,
  ]);
  expect(Object.fromEntries(told)).toEqual(PROBLEMS);
});
