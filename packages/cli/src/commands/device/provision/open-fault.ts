import { CliError } from '../../../cli-error.ts';

/** Why a serial port could not be opened. The library tells it in words alone. */
export function openFault(path: string, error: Error): CliError {
  const told = error.message;
  if (/permission denied|access denied/i.test(told)) {
    return new CliError(
      'permission',
      `This user may not open ${path}.`,
      'On Linux join the group that may, and sign in anew: sudo usermod -a -G dialout $USER (on Arch uucp).',
      error,
    );
  }
  if (/cannot lock|busy|temporarily unavailable/i.test(told)) {
    return new CliError(
      'busy',
      `${path} is in use by another program.`,
      'Close the serial monitor, or whatever else has it open.',
      error,
    );
  }
  if (/no such file|file not found|ENOENT/i.test(told)) {
    return new CliError(
      'no-port',
      `There is no port ${path}.`,
      'Plug the board in and look for it: ls /dev/ttyUSB* /dev/ttyACM* on Linux, /dev/cu.usb* on macOS, COM3 and up on Windows.',
      error,
    );
  }
  return new CliError(
    'no-port',
    `${path} cannot be opened as a serial port.`,
    'Check the path and the cable.',
    error,
  );
}
