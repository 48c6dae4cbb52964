import { randomUUID } from 'node:crypto';
import { type Check, failed, ok } from './check.ts';

export const checkObjectStore: Check = {
  name: 'Object store',
  fix: 'Mend OBJECT_STORE_URL, the credentials (AWS_ACCESS_KEY_ID, …) or the rights of the folder.',
  async run({ settings }) {
    const { createObjectStore } = await import('@hadir/platform');
    const url = settings.need('OBJECT_STORE_URL');
    const store = createObjectStore(url);
    const key = `doctor/${randomUUID()}`;
    const written = Buffer.from('written by hadir doctor');
    await store.put(key, written, { contentType: 'text/plain' });
    const read = await store.get(key);
    await store.delete(key);
    if (!read.equals(written)) return failed('gives back other bytes than were put', checkObjectStore.fix);
    return ok(`${new URL(url).protocol.replace(':', '')}: written, read and deleted`);
  },
};
