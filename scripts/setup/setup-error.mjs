/** A step of the set-up failed: `message` says what, `advice` what to do, `tail` holds the last lines of its log. */
export class SetupError extends Error {
  constructor(message, { advice, tail = [], logFile, cause } = {}) {
    super(message, { cause });
    this.name = 'SetupError';
    this.advice = advice;
    this.tail = tail;
    this.logFile = logFile;
  }
}
