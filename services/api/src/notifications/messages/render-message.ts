import type { ChannelLanguage, EventFacts } from '@hadir/db';
import type { Speech } from './name-things.ts';
import { renderEvent } from './render-event.ts';
import { isAboutSession, renderSession } from './render-session.ts';
import { WORDS } from './words.ts';

/** Plain text; each outlet escapes it in its own way. */
export type Message = { readonly title: string; readonly lines: readonly string[] };

/** Every outlet takes this much: Telegram 4,096 and Slack 3,000 characters for a block. */
const MOST_CHARACTERS = 2800;
const LONGEST_LINE = 2000;
const LONGEST_TITLE = 140;

/** What a delivery says. `facts` holds one event at least. */
export function renderMessage(
  facts: readonly EventFacts[],
  language: ChannelLanguage,
  timeZone: string,
): Message {
  const speech = { words: WORDS[language], language, timeZone };
  const parts = partsOf(facts, speech);
  const [first] = parts;
  if (parts.length === 1 && first) return fitted(first, speech);
  const lines = parts.flatMap(({ title, lines: own }) => [title, ...own.map((line) => `  ${line}`)]);
  return fitted({ title: speech.words.digest(facts.length), lines }, speech);
}

/** One for each session, in the order of its first event, and one for each other kind of event. */
function partsOf(facts: readonly EventFacts[], speech: Speech): Message[] {
  return [...grouped(facts).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    if (isAboutSession(first)) return [renderSession(group, speech)];
    return renderEvent(group, speech).map((title) => ({ title, lines: [] }));
  });
}

function grouped(facts: readonly EventFacts[]): Map<string, EventFacts[]> {
  const groups = new Map<string, EventFacts[]>();
  for (const each of facts) {
    const group = groups.get(groupOf(each));
    if (group) group.push(each);
    else groups.set(groupOf(each), [each]);
  }
  return groups;
}

function groupOf(facts: EventFacts): string {
  return isAboutSession(facts) ? `session ${facts.sessionId}` : facts.type;
}

/** What a title has no room for is said below it. */
function fitted({ title, lines: below }: Message, { words }: Speech): Message {
  const lines = title.length > LONGEST_TITLE ? [title, ...below] : below;
  const kept: string[] = [];
  let left = MOST_CHARACTERS;
  for (const line of lines) {
    const cut = cutTo(line, LONGEST_LINE);
    left -= cut.length + 1;
    if (left < 0) break;
    kept.push(cut);
  }
  const more = lines.length - kept.length;
  return { title: cutTo(title, LONGEST_TITLE), lines: more > 0 ? [...kept, words.more(more)] : kept };
}

/** No half of a surrogate pair at its end, and one line. */
function cutTo(text: string, longest: number): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
