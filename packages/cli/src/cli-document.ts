import type { Command } from 'commander';
import { createProgram } from './program.ts';

const WIDTH = 80;

/** docs/cli.md: the help of every command, so that the document cannot differ from the program. */
export function cliDocument(): string {
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const program = createProgram(async () => undefined, { width: WIDTH, out: write, err: write });
  const helpOf = (command: Command): string => {
    written = '';
    command.outputHelp();
    return `\`\`\`text\n${written.trim()}\n\`\`\`\n`;
  };
  const sections = program.commands.flatMap((command) => [
    `## hadir ${command.name()}\n`,
    ...(command.commands.length === 0 ? [helpOf(command)] : [`${command.description()}.\n`]),
    ...leavesOf(command).flatMap(([path, each]) => [`### hadir ${path}\n`, helpOf(each)]),
  ]);
  return [INTRODUCTION, helpOf(program), ...sections].join('\n');
}

/** Every command below, with its path: `notify channel add`. */
function leavesOf(command: Command, path = command.name()): [string, Command][] {
  return command.commands.flatMap((each) => {
    const own = `${path} ${each.name()}`;
    return each.commands.length === 0 ? [[own, each]] : leavesOf(each, own);
  });
}

const INTRODUCTION = `# The command line

<!-- Made by \`pnpm --filter @hadir/cli docs\` from the program's own help. Do not edit. -->

\`npx hadir\`, \`pnpm hadir\` and \`npm run hadir --\` in the clone all run the same program.
`;
