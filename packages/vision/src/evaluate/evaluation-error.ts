/** The folder of faces is not laid out as it was said to be; the message says what is missing. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}
