const colours: Record<string, string> = { debug: '90', info: '36', warn: '33', error: '31' };

/** `12:00:01 info  event key=value …` for a terminal; an error's stack stands on its own lines. */
export function prettyLine(record: Readonly<Record<string, unknown>>): string {
  const { time, level, service, event, error, ...fields } = record;
  const clock = String(time).slice(11, 19);
  const tag = `\u001b[${colours[String(level)] ?? '0'}m${String(level).padEnd(5)}\u001b[0m`;
  const pairs = Object.entries(fields).map(([key, value]) => `${key}=${show(value)}`);
  const head = [`${clock} ${tag} ${String(service)}: ${String(event)}`, ...pairs].join(' ');
  return error === undefined ? head : `${head}\n${indent(stackOf(error))}`;
}

function show(value: unknown): string {
  return typeof value === 'string' && !/\s/.test(value) ? value : (JSON.stringify(value) ?? 'undefined');
}

function stackOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return 'stack' in error && typeof error.stack === 'string' ? error.stack : JSON.stringify(error);
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
