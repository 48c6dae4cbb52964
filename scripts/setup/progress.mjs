const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const LIVE_MS = 100;
const PLAIN_MS = 15_000;

/**
 * Shows one step at a time: on a terminal a live line with the elapsed time and what is being done, elsewhere a plain line
 * at the start, every 15 s, and at the end.
 */
export function createProgress(stream = process.stderr) {
  const live = Boolean(stream.isTTY);
  const print = (text) => stream.write(`${text}\n`);
  return {
    print,
    start(title, note = '') {
      const startedAt = Date.now();
      let detail = note;
      let frame = 0;
      const draw = () => {
        frame += 1;
        const line = `${FRAMES[frame % FRAMES.length]} ${title}  ${elapsed(startedAt)}  ${detail}`;
        stream.write(`\r\x1b[2K${line.slice(0, (stream.columns || 80) - 1)}`);
      };
      const say = () => print(`  ${title}: ${elapsed(startedAt)} so far${detail && `, ${detail}`}`);
      if (!live) print(`… ${title}${note && ` (${note})`}`);
      const timer = setInterval(live ? draw : say, live ? LIVE_MS : PLAIN_MS);
      timer.unref();
      let ended = false;
      const end = (mark) => {
        if (ended) return;
        ended = true;
        clearInterval(timer);
        print(`${live ? '\r\x1b[2K' : ''}${mark} ${title}  ${elapsed(startedAt)}`);
      };
      return {
        update: (text) => {
          detail = text;
        },
        done: () => end('✓'),
        warn: (text) => {
          end('!');
          print(text);
        },
        fail: () => end('✗'),
      };
    },
  };
}

/** `4.2 s`, `3 min 07 s`. */
export function elapsed(startedAt, now = Date.now()) {
  const seconds = (now - startedAt) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${String(Math.floor(seconds % 60)).padStart(2, '0')} s`;
}
