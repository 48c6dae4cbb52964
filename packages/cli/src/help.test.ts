import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { cliDocument } from './cli-document.ts';
import { textWidth } from './output/text-width.ts';
import { createProgram, withDescendants } from './program.ts';

function everyCommand(): { readonly path: string; readonly help: string; readonly summary: string }[] {
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const program = createProgram(async () => undefined, { width: 80, out: write, err: write });
  return withDescendants(program)
    .filter((command) => command.commands.length === 0)
    .map((command) => {
      written = '';
      command.outputHelp();
      const path = pathOf(command);
      return { path, help: written, summary: command.summary() };
    });
}

/** Without the program's own name: `notify channel add`. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${pathOf(parent)} ${command.name()}` : command.name();
}

const commands = everyCommand();

test('when the commands are listed, then every one that operators are promised is there', () => {
  expect(commands.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      'doctor',
      'db migrate',
      'db status',
      'key create',
      'key list',
      'key revoke',
      'device add',
      'device list',
      'device revoke',
      'device rotate-key',
      'student add',
      'student enrol',
      'student list',
      'student import',
      'import students',
      'import rosters',
      'import timetable',
      'import legacy',
      'course add',
      'course list',
      'roster add',
      'room add',
      'room list',
      'session add',
      'session list',
      'session show',
      'consent grant',
      'consent withdraw',
      'sighting correct',
      'sighting undo',
      'look-alike list',
      'settings show',
      'settings set',
      'report',
      'report-schedule add',
      'report-schedule list',
      'report-schedule run',
      'report-schedule remove',
      'institution set',
      'seed semester',
      'notify channel add',
      'notify channel list',
      'notify channel remove',
      'notify subscribe',
      'notify unsubscribe',
      'notify list',
      'notify test',
      'notify failed',
      'notify retry',
      'jobs failed',
      'jobs show',
      'jobs retry',
      'jobs remove',
      'camera simulate',
      'camera relay',
      'evaluate',
    ]),
  );
});

describe.each(commands)('the help of hadir $path', ({ path, help, summary }) => {
  test('when shown, then it has a description, an example that runs this command, --json and --debug', () => {
    expect(summary.length).toBeGreaterThan(10);
    expect(help.replaceAll(/\s+/g, ' ')).toContain(summary);
    expect(help).toMatch(new RegExp(`^Examples?:\n  hadir ${path}`, 'm'));
    expect(help).toContain('--json');
    expect(help).toContain('--debug');
  });

  test('when the terminal has 80 columns, then no line of the help is longer', () => {
    const tooLong = help.split('\n').filter((line) => textWidth(line) > 80);
    expect(tooLong).toEqual([]);
  });
});

test('when docs/cli.md is read, then it is what the program says now', () => {
  const stored = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  expect(stored, 'run `pnpm --filter @hadir/cli docs`').toBe(cliDocument());
});
