import type { ApiClient } from '../../api/api-client.ts';
import { keyOf } from '../../api/key-of.ts';
import { Student } from '../../api/models.ts';
import { addToRoster } from '../roster/add-to-roster.ts';
import type { ImportPlan } from './plan-import.ts';

/** Requests under way at once: enough to hide the network, few enough for an api that serves others. */
const AT_ONCE = 4;

type Applied = { readonly created: number; readonly renamed: number; readonly addedToRosters: number };
type OnProgress = (done: number, all: number) => void;

/** Does what the plan says. Broken off, it can be run again: what is done already is then left alone. */
export async function applyImport(
  api: ApiClient,
  { create, rename, rosters }: ImportPlan,
  known: ReadonlyMap<string, string>,
  onProgress: OnProgress,
): Promise<Applied> {
  const ids = new Map(known);
  let done = 0;
  const step = (): void => onProgress(++done, create.length + rename.length);
  await inParallel(create, async (body) => {
    const { id, number } = await api.send({ method: 'POST', path: '/v1/students', body }, Student);
    ids.set(keyOf(number), id);
    step();
  });
  await inParallel(rename, async ({ student, name }) => {
    await api.sendOnly({ method: 'PATCH', path: `/v1/students/${student.id}`, body: { name } });
    step();
  });
  let addedToRosters = 0;
  for (const { course, numbers } of rosters) {
    const studentIds = numbers.flatMap((number) => ids.get(keyOf(number)) ?? []);
    addedToRosters += await addToRoster(api, course.id, [...new Set(studentIds)]);
  }
  return { created: create.length, renamed: rename.length, addedToRosters };
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
