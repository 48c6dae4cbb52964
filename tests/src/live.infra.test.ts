import { LiveEvent } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Classroom, openClassroom } from './support/classroom.ts';
import { type System, startSystem } from './support/system.ts';

let system: System;
let room: Classroom;
beforeAll(async () => {
  system = await startSystem();
  room = await openClassroom(system, { people: 2 });
});
afterAll(() => system?.stop());

/** A page of one api process, with what it was sent. */
async function openPage(apiUrl: string, after?: string) {
  const stopped = new AbortController();
  const response = await fetch(`${apiUrl}/v1/sessions/${room.sessionId}/live`, {
    headers: {
      authorization: `Bearer ${system.adminKey}`,
      ...(after !== undefined && { 'last-event-id': after }),
    },
    signal: stopped.signal,
  });
  const messages: EventSourceMessage[] = [];
  const texts = response.body?.pipeThrough(new TextDecoderStream() as never) as ReadableStream<string>;
  const read = async (): Promise<void> => {
    for await (const message of texts.pipeThrough(new EventSourceParserStream())) messages.push(message);
  };
  const ended = read().catch(() => undefined);
  await waitFor('the page to be ready', () => messages.length > 0);
  return {
    lastId: () => messages.findLast(({ id }) => id !== undefined)?.id,
    /** The students in faces that led to a mark, one for each mark. */
    marked: () =>
      messages
        .filter(({ event }) => event === 'outcome')
        .map(({ data }) => LiveEvent.parse(JSON.parse(data)))
        .flatMap((event) => (event.type === 'outcome' ? event.outcome.faces : []))
        .filter(({ status }) => status === 'present')
        .map(({ studentId }) => studentId),
    ended,
    close: () => stopped.abort(),
  };
}

test('when a mark is made, then pages of two api processes see it, and a page whose process is killed misses none', async () => {
  const [first, second] = room.pupils;
  if (!first || !second) throw new Error('nobody was enrolled');
  const other = await system.addApi();
  const [here, there] = await Promise.all([openPage(system.api.url), openPage(other.url)]);
  const door = await room.addDoor();
  await door.post(await door.see([first.photo], 'first'));
  await waitFor('the mark on both pages', () => here.marked().length === 1 && there.marked().length === 1, {
    timeoutMs: 30_000,
  });
  expect(here.marked()).toEqual([first.studentId]);
  expect(there.marked()).toEqual(here.marked());

  await other.kill();
  await there.ended;
  await door.post(await door.see([second.photo], 'second'));
  await waitFor('the second mark', () => here.marked().length === 2, { timeoutMs: 30_000 });
  const back = await openPage(system.api.url, there.lastId());
  await waitFor('what was missed', () => back.marked().length === 1);
  expect(back.marked()).toEqual([second.studentId]);
  for (const page of [here, back]) page.close();
});
