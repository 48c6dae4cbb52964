import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { apiDocument } from './document.ts';
import { apiRoutes } from './routes.ts';
import { withServiceRoutes } from './service-routes.ts';
import type { ApiDeps } from './shared/deps.ts';

type Operation = { operationId: string; tags: string[]; responses: object };
type Document = {
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};

const document = apiDocument(
  withServiceRoutes(apiRoutes({} as ApiDeps), { text: async () => '' }),
) as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

test('when the document is validated, then it is OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document));
  expect(result).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('when docs/openapi.json is read, then it is this document (else run pnpm openapi)', async () => {
  const written = await readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(document)));
});

test('when operations are looked through, then ids are unique and tags are described', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const described = new Set(document.tags.map(({ name }) => name));
  for (const { tags } of operations) expect(tags.filter((tag) => !described.has(tag))).toEqual([]);
});

test('when every reference is followed, then it leads somewhere', () => {
  const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
  for (const [, id = ''] of references) expect(document.components.schemas).toHaveProperty(id);
});

test('when the document is searched, then no template and no object key is in any answer', () => {
  // The links of the audit log's chain are hashes that are meant to be seen.
  const { AuditEntry: _, ...schemas } = document.components.schemas;
  const text = JSON.stringify(schemas);
  for (const secret of ['ciphertext', 'objectKey', 'evidenceKey', 'keyCiphertext', '"hash"']) {
    expect(text).not.toContain(secret);
  }
});
