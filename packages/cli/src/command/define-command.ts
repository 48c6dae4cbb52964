import type { z } from 'zod';
import { UsageError } from '../cli-error.ts';
import type { Context } from './context.ts';

/** What a command leaves: `json` for `--json` (undefined when it has printed its lines already), `text` for people. `ok: false` makes the process exit 1 all the same. */
export type Result = { readonly json: unknown; readonly text: string; readonly ok?: boolean };

export type Field<Schema extends z.ZodType = z.ZodType> = {
  readonly kind: 'argument' | 'option';
  /** As commander writes it: `<number>`, `[photo...]`, `--course <code>`. */
  readonly flags: string;
  readonly description: string;
  readonly schema: Schema;
};
type Fields = Readonly<Record<string, Field>>;
type Values<F extends Fields> = { readonly [Name in keyof F]: z.output<F[Name]['schema']> };

export type CommandDefinition<F extends Fields> = {
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly examples: readonly [string, ...string[]];
  /** Arguments in their order, and options; each name is the one `run` sees. */
  readonly input: F;
  readonly run: (values: Values<F>, context: Context) => Promise<Result>;
};

/** A command whose input is still unchecked text. */
export type CliCommand = Omit<CommandDefinition<Fields>, 'run'> & {
  readonly run: (raw: Readonly<Record<string, unknown>>, context: Context) => Promise<Result>;
};

export type CommandGroup = {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly (CliCommand | CommandGroup)[];
};

export function argument<Schema extends z.ZodType>(
  flags: string,
  description: string,
  schema: Schema,
): Field<Schema> {
  return { kind: 'argument', flags, description, schema };
}

export function option<Schema extends z.ZodType>(
  flags: string,
  description: string,
  schema: Schema,
): Field<Schema> {
  return { kind: 'option', flags, description, schema };
}

/** One command as one object: the parser, the help and docs/cli.md are all made from it. */
export function defineCommand<F extends Fields>(definition: CommandDefinition<F>): CliCommand {
  return {
    ...definition,
    run: (raw, context) => definition.run(parseInput(definition.input, raw), context),
  };
}

function parseInput<F extends Fields>(input: F, raw: Readonly<Record<string, unknown>>): Values<F> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { flags, schema }] of Object.entries(input)) {
    const parsed = schema.safeParse(raw[name]);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push(`${flagName(flags)} ${raw[name] === undefined ? 'is required' : reasonOf(parsed.error)}`);
  }
  if (problems.length > 0) throw new UsageError(`${problems.join('; ')}.`, '');
  return values as Values<F>;
}

function reasonOf({ issues }: z.ZodError): string {
  return issues[0]?.message ?? 'is not valid';
}

function flagName(flags: string): string {
  return flags.startsWith('-') ? (/--[a-z-]+/.exec(flags)?.[0] ?? flags) : flags;
}
