import { type Command, CommanderError } from 'commander';
import { type CliError, UsageError } from './cli-error.ts';
import type { OnRun } from './command/build-command.ts';
import { createContext } from './command/context.ts';
import { explainError } from './explain-error.ts';
import { createScreen, type Screen } from './output/screen.ts';
import { createProgram } from './program.ts';

/** Wider lines of help are hard to read. */
const HELP_WIDTH = 80;
const FAILED = 1;
const WRONG_USAGE = 2;

/** Runs one command line (without `node` and the script) and answers its exit code. */
export async function runCli(argv: readonly string[]): Promise<number> {
  const screen = createScreen(process.stdout, process.stderr);
  let exitCode = 0;
  const onRun: OnRun = async (command, raw, common) => {
    const { context, close } = createContext(common, screen);
    try {
      const { json, text, ok = true } = await command.run(raw, context);
      if (!common.json && text) screen.print(text);
      if (common.json && json !== undefined) screen.print(JSON.stringify(json, null, 2));
      exitCode = ok ? 0 : FAILED;
    } finally {
      await close();
    }
  };
  const program = createProgram(onRun, {
    width: Math.min(HELP_WIDTH, screen.width),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportFailure(error, argv, program, screen);
  }
}

function reportFailure(error: unknown, argv: readonly string[], program: Command, screen: Screen): number {
  // commander throws after it has shown a help text, too; asked for or in place of a missing command.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof CommanderError && error.code === 'commander.help') return WRONG_USAGE;
  const failure = explainError(error);
  const fix = failure.fix || `See \`${commandPath(program, argv)} --help\`.`;
  if (argv.includes('--json')) screen.print(JSON.stringify(failureJson(failure, fix), null, 2));
  screen.note(`hadir: ${failure.message}\n  ${fix}`);
  if (argv.includes('--debug')) screen.note(stackOf(failure.cause ?? failure));
  return failure instanceof UsageError ? WRONG_USAGE : FAILED;
}

function failureJson({ code, message }: CliError, fix: string): unknown {
  return { error: { code, message, fix } };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** As much of the command line as names commands: `hadir student add`. */
function commandPath(program: Command, argv: readonly string[]): string {
  const path = [program.name()];
  let at: Command | undefined = program;
  for (const word of argv) {
    at = at?.commands.find((command) => command.name() === word);
    if (!at) break;
    path.push(word);
  }
  return path.join(' ');
}
