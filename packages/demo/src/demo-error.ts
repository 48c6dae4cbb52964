/** Something that the person at the terminal can mend: the message says what is wrong, `advice` what to do. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

/** What to print for an error that ends a run. */
export function describeError(error: unknown): string {
  if (error instanceof DemoError) return `${error.message}\n${error.advice}`;
  if (!(error instanceof Error)) return String(error);
  return isExpected(error) ? error.message : (error.stack ?? error.message);
}

/** Errors of our own packages explain themselves; their stack would only hide it. */
function isExpected({ name }: Error): boolean {
  return ['LocalServerError', 'EnvError', 'DependencyUnavailable', 'DatabaseUnavailable'].includes(name);
}
