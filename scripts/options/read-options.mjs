import { parseArgs } from 'node:util';

/** An option is unknown or its value is not usable: the message says which. */
class OptionError extends Error {
  name = 'OptionError';
}

/** `--x`, `--x value` and `--x=value` by `spec` (as util.parseArgs takes it); nothing else is allowed. */
export function readOptions(args, spec) {
  try {
    return parseArgs({
      args,
      options: { ...spec, help: { type: 'boolean', short: 'h' } },
      allowPositionals: false,
    }).values;
  } catch (error) {
    throw new OptionError(error.message.split('. ')[0]);
  }
}

/** A whole number within [min, max]. */
export function wholeNumber(name, text, min, max) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new OptionError(`--${name} must be a whole number from ${min} to ${max}, not '${text}'`);
}

/** Reads options by `parse`; prints the help, or what is wrong, and ends the process where there is nothing to run. */
export function optionsOrExit(parse, help) {
  try {
    const options = parse(process.argv.slice(2));
    if (!options.help) return options;
    process.stdout.write(help);
    return process.exit(0);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    process.stderr.write(`${error.message}.\n\n${help}`);
    return process.exit(2);
  }
}
