import type { Store } from '../connection/store.ts';
import {
  type ExpressionCount,
  type ExpressionCountLabel,
  expressionCountTable,
} from '../tables/expression-count.ts';

export type ExpressionCounts = ReturnType<typeof createExpressionCounts>;

export function createExpressionCounts(store: Store) {
  return {
    /** Adds one person; whoever calls sees to it that each is added once. */
    increment: (sessionId: string, label: ExpressionCountLabel): Promise<void> =>
      store.write(async (manager) => {
        await manager.query(
          `INSERT INTO session_expression_counts (session_id, label, people) VALUES (?, ?, 1)
           ON DUPLICATE KEY UPDATE people = people + 1`,
          [sessionId, label],
        );
      }),
    /** Labels that nobody showed are left out. */
    ofSession: (sessionId: string): Promise<ExpressionCount[]> =>
      store.read((manager) => manager.findBy(expressionCountTable, { sessionId })),
  };
}
