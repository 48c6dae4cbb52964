/** A failure that the person at the terminal can mend: one line of what happened, one of what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: string;
  readonly fix: string;

  constructor(code: string, message: string, fix: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.fix = fix;
  }
}

/** The command line itself is wrong: exit code 2, as shells and commander have it. */
export class UsageError extends CliError {
  constructor(message: string, fix: string) {
    super('usage', message, fix);
  }
}
