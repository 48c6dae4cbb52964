import { AUDIT_HEADS_PREFIX } from '@hadir/contracts';
import type { Anchor, ChainVerification } from '@hadir/db';
import { z } from 'zod';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';
import { openDatabase } from '../../settings/open-database.ts';

const Head = z.object({ seq: z.number(), hash: z.string() });

/** A batch of 1,000 rows takes milliseconds; counting a long log may take longer. */
const QUERY_TIMEOUT_MS = 120_000;

export const auditVerify = defineCommand({
  name: 'verify',
  summary: 'Check that the audit log is as it was sealed.',
  details:
    'Reads every entry, and finds those that were changed, removed, put in or put into another order, and a tail that was cut. Heads of the chain that the object store keeps are held against it, too, unless --no-anchors is given. Ends with 1 when something is wrong.',
  examples: ['', '--json', '--no-anchors'],
  input: { noAnchors: option('--no-anchors', 'leave the object store out', flag) },
  async run({ noAnchors }, context) {
    const { audit } = await openDatabase(context, { queryTimeoutMs: QUERY_TIMEOUT_MS });
    const anchors = noAnchors ? [] : await readAnchors(context);
    const result = await audit.verify({
      anchors,
      onProgress: (checked) => context.screen.progress(`${checked} entries`),
    });
    return { ok: result.isIntact, json: result, text: resultText(result, anchors.length) };
  },
});

async function readAnchors({ settings, closeLater }: Context): Promise<Anchor[]> {
  const { createObjectStore } = await import('@hadir/platform');
  const objects = closeLater(createObjectStore(settings.need('OBJECT_STORE_URL')));
  const anchors: Anchor[] = [];
  let cursor: string | null = null;
  do {
    const page: { readonly keys: readonly string[]; readonly nextCursor: string | null } = await objects.list(
      AUDIT_HEADS_PREFIX,
      { limit: 500, ...(cursor && { cursor }) },
    );
    for (const key of page.keys) anchors.push(Head.parse(JSON.parse((await objects.get(key)).toString())));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return anchors;
}

function resultText(
  { isIntact, checked, unsealed, head, problems }: ChainVerification,
  outside: number,
): string {
  const figures = facts([
    ['Chain', isIntact ? 'intact' : 'NOT as it was sealed'],
    ['Entries', checked],
    ['Not sealed yet', unsealed],
    ['Head', head && `${head.seq} ${head.hash}`],
    ['Heads outside', outside],
  ]);
  const wrong = problems.map(({ seq, problem }) => `✗ ${seq}  ${problem}`);
  return [figures, ...(wrong.length > 0 ? ['', ...wrong] : [])].join('\n');
}
