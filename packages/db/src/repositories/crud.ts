import type { DeepPartial, EntitySchema, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { Store } from '../connection/store.ts';

type Identified = ObjectLiteral & { readonly id: string };

/** A patch's absent and undefined fields are left as they are. */
export type Patch<Row, Field extends keyof Row> = { readonly [Name in Field]?: Row[Name] | undefined };

/** The four verbs that tables with an `id` share. */
export function createCrud<Row extends Identified>(store: Store, table: EntitySchema<Row>) {
  const byId = (id: string) => ({ id }) as FindOptionsWhere<Row>;

  const find = (id: string): Promise<Row | undefined> =>
    store.read(async (manager) => (await manager.findOneBy(table, byId(id))) ?? undefined);

  return {
    find,
    /** Throws UniqueViolation, MissingReference. */
    insert: async (row: Row): Promise<Row> => {
      await store.write((manager) => manager.insert(table, { ...row } as never));
      return row;
    },
    /** Undefined when there is no such row. Throws UniqueViolation, MissingReference. */
    update: (id: string, patch: Patch<Row, keyof Row>): Promise<Row | undefined> =>
      store.write(
        async (manager) => {
          const fields = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
          if (Object.keys(fields).length > 0)
            await manager.update(table, byId(id), fields as DeepPartial<Row> as never);
          return (await manager.findOneBy(table, byId(id))) ?? undefined;
        },
        { idempotent: true },
      ),
    /** False when there is no such row. Throws StillReferenced. */
    remove: (id: string): Promise<boolean> =>
      store.write(async (manager) => ((await manager.delete(table, byId(id))).affected ?? 0) > 0),
  };
}
