import { CommanderError } from 'commander';
import { CliError, UsageError } from './cli-error.ts';

const DEPENDENCIES: Readonly<Record<string, { readonly name: string; readonly variable: string }>> = {
  redis: { name: 'Redis', variable: 'REDIS_URL' },
  database: { name: 'The database', variable: 'DATABASE_URL' },
  'object-store': { name: 'The object store', variable: 'OBJECT_STORE_URL' },
};

/** Any failure as one that says what to do. Errors of other packages are told by name, so that none is loaded for it. */
export function explainError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof CommanderError) return new UsageError(commanderMessage(error), '');
  if (!(error instanceof Error)) return unexpected(String(error), error);
  if (error.name === 'DependencyUnavailable' && 'dependency' in error) {
    return unavailable(String(error.dependency), error);
  }
  if (error.name === 'DatabaseUnavailable') return unavailable('database', error);
  if (error.name === 'EnvError') return environment(error);
  if (error.name === 'AppError' && 'code' in error) {
    return new CliError(String(error.code), sentence(error.message), 'Mend it and try again.', error);
  }
  return unexpected(error.message, error);
}

function environment(error: Error): CliError {
  const problems = error.message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
  return new CliError(
    'environment',
    sentence(problems.join('; ')),
    'Mend these variables and try again.',
    error,
  );
}

function unexpected(message: string, cause: unknown): CliError {
  return new CliError(
    'unexpected',
    sentence(message.split('\n', 1)[0] ?? ''),
    'This was not expected: run it again with --debug to see where it comes from.',
    cause,
  );
}

function unavailable(dependency: string, error: Error): CliError {
  const { name, variable } = DEPENDENCIES[dependency] ?? { name: dependency, variable: 'its address' };
  return new CliError(
    `${dependency}-unavailable`,
    `${name} does not answer.`,
    `Check ${variable} and that it runs; \`hadir doctor\` says more.`,
    error,
  );
}

function commanderMessage({ message }: CommanderError): string {
  const text = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return sentence(text.charAt(0).toUpperCase() + text.slice(1));
}

function sentence(text: string): string {
  return /[.!?)]$/.test(text) ? text : `${text}.`;
}
