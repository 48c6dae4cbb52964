import type { ErasureReceipt } from '@hadir/db';
import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { admins, writers } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import { ReceiptStatement, ReceiptVerdict, ShownReceipt, StoredReceipt } from './receipt-schemas.ts';
import { isGenuineReceipt } from './sign-receipt.ts';

type Deps = Pick<ApiDeps, 'database' | 'receiptSigner'>;

const tags = ['privacy'];
const path = '/v1/privacy/receipts';

export function privacyRoutes(deps: Deps): Route[] {
  const { database, receiptSigner } = deps;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'List receipts of erasures, the newest first',
      tags,
      roles: admins,
      schemas: { query: PageQuery, response: pageOf('ErasureReceiptPage', StoredReceipt) },
      handle: async ({ query }) => {
        const { items, nextCursor } = await database.erasureReceipts.list(query);
        return { items: items.map((receipt) => receiptView(deps, receipt)), nextCursor };
      },
    }),
    defineRoute({
      method: 'get',
      path: `${path}/:id`,
      summary: 'Read the receipt of an erasure',
      description: 'It names nobody. Whoever was erased may be given it, with its signature.',
      tags,
      roles: writers,
      schemas: { params: IdParams, response: StoredReceipt },
      refusals: ['not-found'],
      handle: async ({ params }) =>
        receiptView(deps, found(await database.erasureReceipts.find(params.id), 'receipt')),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/verify`,
      summary: 'Check a receipt that somebody shows',
      description:
        'Whether this site has signed it, word for word; whether it still keeps it does not matter.',
      tags,
      roles: writers,
      schemas: { body: ShownReceipt, response: ReceiptVerdict },
      handle: async ({ body }) => ({
        isGenuine: isGenuineReceipt(receiptSigner, body.statement, body.signature),
      }),
    }),
  ];
}

function receiptView({ receiptSigner }: Deps, { id, erasedAt, statement, signature }: ErasureReceipt) {
  return {
    id,
    erasedAt,
    statement: ReceiptStatement.parse(statement),
    signature,
    isGenuine: isGenuineReceipt(receiptSigner, statement, signature),
  };
}
