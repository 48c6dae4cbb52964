import { type ClassSession, type Database, migrate, openDatabase } from '@hadir/db';
import { isOpen } from '@hadir/domain';
import { createTestDatabase, type TestDatabase } from '@hadir/local-stack/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deviceInterval, SESSION_INTERVAL_MS } from '../../services/ingest/src/device-interval.ts';

const MINUTE_MS = 60_000;
const TAKES_OVER_MS = 15 * MINUTE_MS;
const start = Date.parse('2031-03-02T20:00:00Z');
const minutes = (count: number): Date => new Date(start + count * MINUTE_MS);

let schema: TestDatabase;
let database: Database;
let courseId: string;
beforeAll(async () => {
  schema = await createTestDatabase();
  await migrate(schema.url);
  database = await openDatabase({ url: schema.url, poolSize: 2 });
  courseId = (await database.courses.create({ code: 'C', name: 'C' })).id;
});
afterAll(async () => {
  await database.close();
  await schema.drop();
});

const planned = fc.record({
  startsIn: fc.integer({ min: 0, max: 600 }),
  lasts: fc.integer({ min: 1, max: 200 }),
  opensBefore: fc.integer({ min: 0, max: 120 }),
  cancelled: fc.boolean(),
});

/** The rule once more, in words: next within a quarter of an hour, then the last begun, then the next to begin; then by id. */
function expectedAt(sessions: readonly ClassSession[], at: Date): ClassSession | undefined {
  const turn = ({ startsAt }: ClassSession): number => {
    if (startsAt <= at) return 1;
    return startsAt.getTime() - at.getTime() <= TAKES_OVER_MS ? 0 : 2;
  };
  const distance = ({ startsAt }: ClassSession) => Math.abs(startsAt.getTime() - at.getTime());
  return sessions
    .filter((session) => isOpen(session, at))
    .toSorted((a, b) => turn(a) - turn(b) || distance(a) - distance(b) || (a.id < b.id ? -1 : 1))[0];
}

test('when any sessions share a room, then rule, database and cameras agree which is open at any minute', async () => {
  let room = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(planned, { maxLength: 5 }),
      fc.array(fc.integer({ min: -130, max: 810 }), { minLength: 5, maxLength: 10 }),
      async (plans, moments) => {
        room += 1;
        const { id: roomId } = await database.rooms.create({ name: `Room ${room}` });
        const sessions: ClassSession[] = [];
        for (const { startsIn, lasts, opensBefore, cancelled } of plans) {
          const session = await database.sessions.create({
            courseId,
            roomId,
            startsAt: minutes(startsIn),
            endsAt: minutes(startsIn + lasts),
            opensBeforeMinutes: opensBefore,
          });
          const kept = cancelled ? await database.sessions.cancel(session.id, { reason: 'x' }) : session;
          if (kept) sessions.push(kept);
        }
        for (const moment of moments) {
          const at = minutes(moment);
          const open = await database.sessions.openAt(roomId, at);
          expect(open?.id).toBe(expectedAt(sessions, at)?.id);
          const day = { from: new Date(at.getTime() - 1), to: new Date(at.getTime() + 24 * 60 * MINUTE_MS) };
          const known = await database.sessions.forRoom(roomId, day);
          // A camera sends often exactly while some session of its room is open.
          expect(deviceInterval(known, at.getTime()) === SESSION_INTERVAL_MS).toBe(open !== undefined);
        }
      },
    ),
    { numRuns: 60 },
  );
});
