import { Command, Option } from 'commander';
import { textWidth } from '../output/text-width.ts';
import type { CliCommand, CommandGroup, Field } from './define-command.ts';

export type CommonOptions = {
  readonly json: boolean;
  readonly debug: boolean;
  readonly data: string | undefined;
};

export type OnRun = (
  command: CliCommand,
  raw: Readonly<Record<string, unknown>>,
  common: CommonOptions,
) => Promise<void>;

/** With the indentation and the backslash it fits into 80 columns. */
const LONGEST_EXAMPLE = 74;
const COMMON = 'Common options:';

/** The commander form of a command; `onRun` gets what was typed, still unchecked. */
export function buildCommand(definition: CliCommand, path: string, onRun: OnRun): Command {
  const command = new Command(definition.name).summary(definition.summary).description(describe(definition));
  const fields = Object.entries(definition.input);
  for (const [, field] of fields) addField(command, field);
  addCommonOptions(command);
  command.addHelpText('after', () => examplesText(definition, path));
  command.action(() => {
    const { json = false, debug = false, data, ...options } = command.opts<Partial<CommonOptions>>();
    return onRun(definition, rawInput(fields, command.processedArgs, options), { json, debug, data });
  });
  return command;
}

export function buildGroup(group: CommandGroup, path: string, onRun: OnRun): Command {
  const command = new Command(group.name).summary(group.summary).description(group.summary);
  for (const each of group.commands) {
    const own = `${path} ${each.name}`;
    command.addCommand('run' in each ? buildCommand(each, own, onRun) : buildGroup(each, own, onRun));
  }
  return command.helpOption('-h, --help', 'show this help').helpCommand(false);
}

function describe({ summary, details }: CliCommand): string {
  return details ? `${summary}\n\n${details}` : summary;
}

function addField(command: Command, field: Field): void {
  const description = field.description + hint(field);
  if (field.kind === 'argument') command.argument(field.flags, description);
  else command.addOption(new Option(field.flags, description));
}

/** What the schema does when nothing is given; an argument's brackets say that already. */
function hint({ kind, schema }: Field): string {
  const absent = schema.safeParse(undefined);
  if (!absent.success) return kind === 'option' ? ' (required)' : '';
  return absent.data === undefined || absent.data === false ? '' : ` (default: ${String(absent.data)})`;
}

function addCommonOptions(command: Command): void {
  const common = [
    new Option('--json', 'print one JSON document instead of text'),
    new Option('--data <dir>', 'data folder of the local stack (default: nearest .hadir)'),
    new Option('--debug', 'show the stack of a failure'),
  ];
  for (const each of common) command.addOption(each.helpGroup(COMMON));
  command.addHelpOption(new Option('-h, --help', 'show this help').helpGroup(COMMON));
}

function examplesText({ examples }: CliCommand, path: string): string {
  const title = examples.length === 1 ? 'Example:' : 'Examples:';
  const lines = examples.map((example) => `  ${broken(`${path} ${example}`.trim())}`);
  return `\n${title}\n${lines.join('\n')}\n`;
}

/** A long command line as a shell takes it: broken before an option, with a backslash. */
function broken(commandLine: string): string {
  const lines: string[] = [];
  for (const part of commandLine.split(/ (?=--)/)) {
    const line = lines.at(-1);
    if (line !== undefined && textWidth(`${line} ${part}`) <= LONGEST_EXAMPLE)
      lines.push(`${lines.pop()} ${part}`);
    else lines.push(part);
  }
  return lines.join(' \\\n    ');
}

function rawInput(
  fields: readonly (readonly [string, Field])[],
  positional: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = [...positional];
  return Object.fromEntries(
    fields.map(([name, { kind, flags }]) => [
      name,
      kind === 'argument' ? given.shift() : typedValue(name, new Option(flags), options),
    ]),
  );
}

/** Commander keeps `--no-mark` as `mark: false`, and `mark: true` without it; a field `noMark` is whether it was given. */
function typedValue(name: string, option: Option, options: Readonly<Record<string, unknown>>): unknown {
  const value = options[option.attributeName()];
  return option.negate && name !== option.attributeName() ? value === false : value;
}
