import { expect, test } from 'vitest';
import { apiDocument } from './document.ts';
import { apiRoutes } from './routes.ts';
import { withServiceRoutes } from './service-routes.ts';
import type { ApiDeps } from './shared/deps.ts';

type Schema = { readonly [Key in string]?: unknown };
type Response = { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
type Operation = { readonly operationId: string; readonly responses: Readonly<Record<string, Response>> };
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

const document = apiDocument(
  withServiceRoutes(apiRoutes({} as ApiDeps), { text: async () => '' }),
) as Document;
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

/** What a template, or a key, could be called. */
const SECRET = /template|ciphertext|descriptor|embedding|feature|vector|secret|keyId|dataKey/i;
/** Secrets of who asks, shown the once that they are made: for an authenticator, and for a webhook's receiver. */
const OWN_SECRETS = [
  'postSessionSecondFactor',
  'postNotificationsChannels',
  'patchNotificationsChannelsById',
];
/** A face's crop is evidence, an image and no template. */
const TEXT_OR_IMAGE = /^(application\/json|text\/(csv|html|plain|calendar|event-stream)|image\/(jpeg|png))/;
/** Files in which a template could be hidden: reports are made of text, the others have tests of what is in them. */
const FILES =
  /^(getReports\w+ application\/(pdf|vnd\.openxml\S+)|getExcusesByIdAttachment application\/pdf|get(Me|StudentsById)Export application\/zip)$/;

type Property = { readonly name: string; readonly schema: Schema };

/** Every property that an answer can have, references followed once each. */
function propertiesOf(schema: unknown, seen = new Set<unknown>()): Property[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  const { $ref, properties, ...rest } = schema as Schema;
  const referred =
    typeof $ref === 'string' ? document.components.schemas[$ref.split('/').at(-1) ?? ''] : undefined;
  const own = Object.entries((properties ?? {}) as Record<string, Schema>);
  return [
    ...own.map(([name, value]) => ({ name, schema: value })),
    ...[referred, ...own.map(([, value]) => value), ...Object.values(rest)].flatMap((each) =>
      propertiesOf(each, seen),
    ),
  ];
}

const answers = operations.flatMap(({ operationId, responses }) =>
  Object.values(responses).flatMap(({ content = {} }) =>
    Object.entries(content).map(([type, { schema }]) => ({ operationId, type, schema })),
  ),
);

test('when the answers of every operation are walked, then what is named like a template or a key is a figure or a word', () => {
  expect(answers.length).toBeGreaterThan(50);
  const found = answers.flatMap(({ operationId, schema }) =>
    propertiesOf(schema).map((property) => ({ operationId, ...property })),
  );
  expect(found.map(({ name }) => name)).toContain('templates');
  const harmless = ({ schema }: Property): boolean =>
    ['integer', 'number', 'boolean'].includes(String(schema.type)) || Array.isArray(schema.enum);
  const isOwn = ({ name, operationId }: (typeof found)[number]): boolean =>
    name === 'secret' && OWN_SECRETS.includes(operationId);
  const secrets = found.filter((property) => SECRET.test(property.name) && !harmless(property));
  expect(secrets.filter((property) => !isOwn(property))).toEqual([]);
  expect(secrets.filter(isOwn)).toHaveLength(OWN_SECRETS.length);
});

test('when the answers of every operation are walked, then none carries bytes but images', () => {
  for (const { operationId, type, schema } of answers) {
    if (!FILES.test(`${operationId} ${type}`)) expect(type, operationId).toMatch(TEXT_OR_IMAGE);
    const ofBytes = propertiesOf(schema).filter(
      ({ schema: { format, contentEncoding } }) =>
        contentEncoding !== undefined || /byte|binary|base64/.test(String(format)),
    );
    expect(ofBytes, operationId).toEqual([]);
  }
});
