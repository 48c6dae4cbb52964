import { runCli } from './run-cli.ts';

// A reader that stops early (`hadir report | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2));
// What hangs (a dead network drive, say) must not hold a command that has printed its result.
setTimeout(() => process.exit(), 2000).unref();
