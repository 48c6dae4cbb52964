import type { TestSerialLine } from './serial-line.ts';

export type Board = { readonly heard: string[]; config: Record<string, unknown> | undefined; ca: string };

type Options = {
  /** How many lines it sleeps through. */
  readonly deaf?: number;
  /** What it answers to a configuration in place of keeping it. */
  readonly refuses?: string;
};

/** A board as firmware/core/provision.c makes it, amid what such a board logs. */
export function plugInBoard(line: TestSerialLine, { deaf = 0, refuses = '' }: Options = {}): Board {
  const board: Board = { heard: [], config: undefined, ca: '' };
  let left = deaf;
  let rest = '';
  const take = (text: string): void => {
    left -= 1;
    if (left >= 0) return;
    board.heard.push(text);
    const answer = text.startsWith('SET ') && refuses !== '' ? `HADIR ERROR ${refuses}` : obey(board, text);
    line.say(`I (312) wifi: state: init -> auth\r\n\u0000\u00ff${answer}\r\nHADIR is fine\r\n`);
  };
  line.onData((bytes) => {
    const lines = (rest + bytes).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) if (text.startsWith('HADIR ')) take(text.slice('HADIR '.length));
  });
  return board;
}

function obey(board: Board, text: string): string {
  const [, word = '', more = ''] = /^(\w+) ?(.*)$/.exec(text) ?? [];
  if (word === 'SET') board.config = JSON.parse(more);
  if (word === 'RESET') board.config = undefined;
  if (word === 'CA' && more !== 'BEGIN' && more !== 'END') board.ca += `${more}\n`;
  const deviceId = board.config?.deviceId ?? null;
  const about = { firmware: 'hadir-esp32/1.2.0', server: board.config?.server ?? null };
  return `HADIR OK ${JSON.stringify({ deviceId, ...(word === 'WHO' && about) })}`;
}
