import type { Answer, Ask, Body } from '../ask.ts';

export type SentFile = { readonly bytes: Buffer | string; readonly name?: string };
type Options = { readonly removeMissing?: boolean; readonly as?: string };

/** Sends a file to be checked; answers what the api said. */
export function sendImport(ask: Ask, kind: string, file: SentFile, options: Options = {}): Promise<Answer> {
  const form = new FormData();
  form.append('kind', kind);
  if (options.removeMissing) form.append('removeMissing', 'true');
  const bytes = typeof file.bytes === 'string' ? Buffer.from(file.bytes) : file.bytes;
  form.append('file', new Blob([new Uint8Array(bytes)]), file.name ?? 'file.csv');
  return ask('POST', '/v1/imports', { form, as: options.as ?? 'staff' });
}

/** As `sendImport`, with every problem and change; throws when it was not taken. */
export async function check(ask: Ask, kind: string, file: SentFile, options: Options = {}): Promise<Body> {
  const { status, body, text } = await sendImport(ask, kind, file, options);
  if (status !== 201) throw new Error(`the file was not taken: ${status} ${text}`);
  const problems = await ask('GET', `/v1/imports/${body.id}/problems?limit=1000`);
  const changes = await ask('GET', `/v1/imports/${body.id}/changes?limit=1000`);
  return { ...body, problems: problems.body.items, changes: changes.body.items };
}

export function apply(ask: Ask, id: string): Promise<Answer> {
  return ask('POST', `/v1/imports/${id}/apply`, { as: 'staff' });
}
