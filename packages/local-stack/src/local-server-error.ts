import { readFileSync } from 'node:fs';

/** A local server or service did not start. The message says which, shows the end of its log and what to do. */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
  readonly server: string;
  readonly logFile: string | undefined;

  constructor(server: string, what: string, details: { readonly advice: string; readonly logFile?: string }) {
    super([`${server} ${what}.`, ...logLines(details.logFile), details.advice].join('\n'));
    this.server = server;
    this.logFile = details.logFile;
  }
}

/** The last lines of a log file, or nothing when there is no such file. */
function lastLines(file: string, count = 15): readonly string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count);
  } catch {
    return [];
  }
}

function logLines(file: string | undefined): readonly string[] {
  if (file === undefined) return [];
  const lines = lastLines(file);
  if (lines.length === 0) return [];
  return [`The last lines of ${file}:`, ...lines.map((line) => `  ${line}`)];
}
