/** A native addon could not be built: `message` says what failed, `advice` what to do, `logTail` the end of the compiler's output. */
export class NativeBuildError extends Error {
  constructor(message, { advice, logTail, logFile } = {}) {
    super(message);
    this.name = 'NativeBuildError';
    this.advice = advice;
    this.logTail = logTail;
    this.logFile = logFile;
  }
}
