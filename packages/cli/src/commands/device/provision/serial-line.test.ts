import { EventEmitter } from 'node:events';
import { beforeEach, expect, test, vi } from 'vitest';
import { openSerialLine } from './serial-line.ts';

type Done = (error?: Error | null) => void;

/** A driver's port: which calls it answers. */
const driver = { opens: true, sets: true };

class DriverPort extends EventEmitter {
  readonly isOpen = true;
  open(done: Done): void {
    if (driver.opens) done(null);
  }
  set(_: object, done: Done): void {
    if (driver.sets) done(null);
  }
  write(_: string, done?: Done): void {
    done?.(new Error('Input/output error'));
  }
  drain(done: Done): void {
    done();
  }
  close(done: Done): void {
    done();
  }
}
vi.mock('serialport', () => ({ SerialPort: DriverPort }));

beforeEach(() => {
  Object.assign(driver, { opens: true, sets: true });
});

test.each(['opens', 'sets'] as const)('when a driver never %s a port, then that is told', async (call) => {
  driver[call] = false;
  await expect(openSerialLine('/dev/ttyUSB0', 20)).rejects.toMatchObject({
    message: '/dev/ttyUSB0 does not open.',
    code: 'no-port',
  });
});

test('when a write fails, then it is told at once', async () => {
  const line = await openSerialLine('/dev/ttyUSB0');
  await expect(line.ask('HADIR WHO', 60_000)).rejects.toMatchObject({ code: 'unplugged' });
  await line.close();
});
