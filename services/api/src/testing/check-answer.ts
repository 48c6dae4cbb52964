import type { JsonSchema } from '@hadir/platform';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { apiDocument } from '../document.ts';
import { apiRoutes } from '../routes.ts';
import { withServiceRoutes } from '../service-routes.ts';
import type { ApiDeps } from '../shared/deps.ts';

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;
type Documented = { readonly $ref?: string; readonly content?: Content };
type Operation = { readonly responses: Readonly<Record<string, Documented>> };
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Documented>> };
};
export type Answered = {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
};

const ROOT = 'https://hadir.example/openapi.json';

/** The document that a test holds docs/openapi.json to. */
const document = JSON.parse(
  JSON.stringify(apiDocument(withServiceRoutes(apiRoutes({} as ApiDeps), { text: async () => '' }))),
) as Document;

/** `GET /v1/rooms/{id}` and the statuses with which it was answered in this test file. */
export const answered = new Map<string, Set<number>>();

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
// The package is CommonJS: what it exports as default is found twice over.
(addFormats as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);
ajv.addSchema({ ...document, $id: ROOT });

const validators = new Map<string, ValidateFunction>();
const templates = Object.keys(document.paths)
  .map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }))
  // What is written out comes before what a parameter stands for, as routes are told apart.
  .sort((a, b) => a.path.split('{').length - b.path.split('{').length);

/** Throws when the document does not say that this may be answered. Paths and methods that it does not have are not looked at. */
export function checkAnswer(answer: Answered): void {
  const path = answer.path.replace(/\?.*$/, '');
  const template = templates.find(({ pattern }) => pattern.test(path))?.path;
  const method = answer.method.toLowerCase();
  const operation = template && document.paths[template]?.[method];
  if (!template || !operation) return;
  const name = `${answer.method} ${template}`;
  answered.set(name, (answered.get(name) ?? new Set()).add(answer.status));
  const documented = operation.responses[answer.status];
  if (!documented)
    throw new Error(`${name} answered ${answer.status}, which the document does not have: ${answer.text}`);
  const where = documented.$ref ?? `#/paths/${pointer(template)}/${method}/responses/${answer.status}`;
  const { content } = documented.$ref ? responseAt(documented.$ref) : documented;
  checkBody(name, answer, content, where);
}

function checkBody(
  name: string,
  { text, status, contentType }: Answered,
  content: Content | undefined,
  where: string,
): void {
  const type = contentType?.replace(/;.*$/, '') ?? '';
  if (!content) {
    if (text !== '')
      throw new Error(`${name} answered ${status} with a body, which the document does not have: ${text}`);
    return;
  }
  if (!content[type])
    throw new Error(`${name} answered ${status} as ${type || 'nothing'}, not as ${Object.keys(content)}`);
  if (type !== 'application/json') return;
  const pointed = `${ROOT}${where}/content/${pointer(type)}/schema`;
  const validate = validators.get(pointed) ?? ajv.compile({ $ref: pointed });
  validators.set(pointed, validate);
  if (validate(JSON.parse(text))) return;
  throw new Error(
    `${name} answered ${status} with what its schema does not fit: ${ajv.errorsText(validate.errors)}\n${text}`,
  );
}

function responseAt(reference: string): Documented {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return document.components.responses[name] ?? {};
}

function pointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
