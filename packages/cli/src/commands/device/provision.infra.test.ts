import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '@hadir/local-stack/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plugInBoard } from '../../testing/serial-board.ts';
import { openTestSerialLine, type TestSerialLine } from '../../testing/serial-line.ts';
import { runCliProcess, startCli } from '../../testing/spawn-cli.ts';

const KEY = 'hdk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const PASSWORD = 'correct horse: "battery"';

let line: TestSerialLine;
let dir: string;
beforeEach(async () => {
  line = await openTestSerialLine();
  dir = await mkdtemp(join(tmpdir(), 'hadir-provision-'));
});
afterEach(async () => {
  await line.close();
  await rm(dir, { recursive: true, force: true });
});

const plugIn = (options?: Parameters<typeof plugInBoard>[1]) => plugInBoard(line, options);

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, text);
  return path;
}

async function usual(): Promise<string[]> {
  const key = await file('key', `${KEY}\n`);
  const wifi = await file('wifi', `${PASSWORD}\nnot this\n`);
  return [
    ...['device', 'provision', '--port', line.path, '--device', 'cam-a101', '--key', `@${key}`],
    ...['--server', 'https://ingest.example', '--wifi', `Campus: north:@${wifi}`],
  ];
}

describe('a camera at a serial line', () => {
  test('when it is provisioned, then it has all of it, restarts, and no secret is shown', async () => {
    const board = plugIn();
    const more = ['--wifi', 'Guests:', '--static-ip', '10.1.2.3/22,10.1.0.1'];
    const { code, stdout, stderr } = await runCliProcess([...(await usual()), ...more, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(board.config).toEqual({
      ...{ deviceId: 'cam-a101', key: KEY, server: 'https://ingest.example' },
      ...{ allowHttp: false, customCa: false },
      networks: [
        { ssid: 'Campus: north', password: PASSWORD },
        { ssid: 'Guests', password: '' },
      ],
      ip: { address: '10.1.2.3', netmask: '255.255.252.0', gateway: '10.1.0.1', dns: '10.1.0.1' },
    });
    expect(board.heard.at(-1)).toBe('RESTART');
    expect(JSON.parse(stdout)).toEqual({
      ...{ port: line.path, firmware: 'hadir-esp32/1.2.0', before: null, deviceId: 'cam-a101' },
      ...{ server: 'https://ingest.example', networks: ['Campus: north', 'Guests'], reset: false },
    });
    for (const secret of [KEY, KEY.slice(4), 'battery']) expect(stdout + stderr).not.toContain(secret);
  });

  test('when it boots while it is asked, then it is asked again', async () => {
    const board = plugIn({ deaf: 2 });
    expect((await runCliProcess(await usual())).code).toBe(0);
    expect(board.config).toMatchObject({ deviceId: 'cam-a101' });
  });

  test('when the authority of the server is given, then it comes before the configuration, whole', async () => {
    const board = plugIn();
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\nqgIw\n-----END CERTIFICATE-----\n';
    const ca = await file('ca.pem', `subject=/CN=Campus\r\n${pem.replaceAll('\n', '\r\n')}`);
    expect((await runCliProcess([...(await usual()), '--ca', ca])).code).toBe(0);
    expect(board.ca).toBe(pem);
    expect(board.config).toMatchObject({ customCa: true });
    const order = board.heard.map((text) => text.split(' ').slice(0, 2).join(' '));
    expect(order.indexOf('CA END')).toBeLessThan(order.findIndex((text) => text.startsWith('SET')));
  });

  test('when what adding a device printed is piped in, then that is the device', async () => {
    const board = plugIn();
    const printed = JSON.stringify({ device: { id: 'cam-b2', name: 'Back' }, key: KEY });
    const from = await file('device.json', printed);
    const args = ['device', 'provision', '--port', line.path, '--from', from, '--wifi', 'Open:'];
    const lan = ['--server', 'http://192.168.1.10:3001/'];
    expect((await runCliProcess([...args, ...lan])).stderr).toContain('--allow-http');
    expect(board.heard).toEqual([]);
    expect((await runCliProcess([...args, ...lan, '--allow-http'])).code).toBe(0);
    const wanted = { deviceId: 'cam-b2', server: 'http://192.168.1.10:3001', allowHttp: true };
    expect(board.config).toMatchObject(wanted);
    const piped = openSync(from, 'r');
    const wifi = ['--from', '-', '--wifi', 'Piped:', '--server', 'https://ingest.example'];
    const running = runDetached([...args.slice(0, 4), ...wifi], piped);
    closeSync(piped);
    expect(await running.ended).toBe(0);
    expect(board.config).toMatchObject({ deviceId: 'cam-b2', networks: [{ ssid: 'Piped' }] });
    const empty = await file('nothing.json', '{"error":"unreachable"}');
    const { code, stderr } = await runCliProcess([...args.slice(0, 5), empty, ...args.slice(6), ...lan]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--allow-http') });
    const broken = await runCliProcess([
      ...args.slice(0, 5),
      empty,
      ...args.slice(6),
      ...lan,
      '--allow-http',
    ]);
    expect(broken).toMatchObject({ code: 1, stderr: expect.stringContaining('does not hold a device') });
  });

  test('when it refuses, then its reason is told, and it is not restarted', async () => {
    const board = plugIn({ refuses: '{"field":"server","message":"must be https://host"}' });
    const { code, stderr } = await runCliProcess(await usual());
    expect(code).toBe(1);
    expect(stderr).toContain('The camera refuses the configuration: server must be https://host.');
    expect(stderr).not.toContain(KEY);
    expect(board.heard).not.toContain('RESTART');
  });

  test('when it is reset alone, then it forgets everything', async () => {
    const board = plugIn();
    await runCliProcess(await usual());
    const { code, stdout } = await runCliProcess(['device', 'provision', '--port', line.path, '--reset']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('has forgotten everything'),
    });
    expect(board.config).toBeUndefined();
    expect(board.heard.slice(-2)).toEqual(['RESET', 'RESTART']);
  });

  test('when it is unplugged amid, then that is told', async () => {
    const seen: string[] = [];
    line.onData((text) => seen.push(text));
    const running = startCli(await usual());
    await waitFor('the first question', () => seen.join('').includes('HADIR WHO'));
    await line.close();
    const { code, stderr } = await running.ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`${line.path} is gone.`) });
  });

  test('when another program has the port, then that is told', async () => {
    const seen: string[] = [];
    line.onData((text) => seen.push(text));
    const first = startCli(await usual());
    await waitFor('the first question', () => seen.join('').includes('HADIR WHO'));
    const { code, stderr } = await runCliProcess(await usual());
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('in use by another program'),
    });
    first.kill('SIGTERM');
    await first.ended;
  });
});

const MAIN = fileURLToPath(new URL('../../../bin/hadir.mjs', import.meta.url));

/** `hadir` with no terminal of its own but `stdin`. */
function runDetached(args: readonly string[], stdin: 'ignore' | number) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    ...{ cwd: dir, env: {}, detached: true, timeout: 30_000 },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { ended, stderr: () => stderr };
}

describe('the password of a network', () => {
  test('when there is a terminal, then it is asked there and not shown', async () => {
    const board = plugIn();
    const terminal = await openTestSerialLine();
    let shown = '';
    terminal.onData((text) => {
      shown += text;
    });
    const stdin = openSync(terminal.path, 'r+');
    const args = (await usual()).slice(0, -1);
    const running = runDetached([...args, 'Campus'], stdin);
    closeSync(stdin);
    await waitFor('the question', () => running.stderr().includes('Password of Campus: '));
    terminal.say(`${PASSWORD}\r`);
    expect(await running.ended).toBe(0);
    expect(board.config).toMatchObject({ networks: [{ ssid: 'Campus', password: PASSWORD }] });
    expect(shown + running.stderr()).not.toContain('battery');
    await terminal.close();
  });

  test('when there is none, then it is said how to give it', async () => {
    const running = runDetached([...(await usual()).slice(0, -1), 'Campus'], 'ignore');
    expect(await running.ended).toBe(2);
    expect(running.stderr()).toContain('--wifi SSID:@FILE');
  });

  test('when it is too short, then nothing is written', async () => {
    const board = plugIn();
    const wifi = await file('short', 'seven77');
    const { code, stderr } = await runCliProcess([...(await usual()).slice(0, -1), `Campus:@${wifi}`]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('8 to 63 bytes') });
    expect(board.heard).toEqual([]);
  });
});

test.each([
  [['--port', '/dev/ttyNONE0'], 1, 'There is no port /dev/ttyNONE0'],
  [['--server', 'ftp://ingest.example'], 2, '--server must be'],
  [['--server', 'https://ingest.example/v1'], 2, '--server must be'],
  [['--static-ip', '10.1.2.3/33,10.1.2.1'], 2, '--static-ip must be'],
  [['--static-ip', '10.1.2.3/24,10.1.9.1'], 2, 'the gateway is not in the network'],
  [['--device', 'Cam_1'], 2, '--device'],
  [['--from', '-'], 2, '--from has the device and its key'],
])('when it is given %j, then the error is clear', async (more, wanted, message) => {
  const { code, stderr } = await runCliProcess([...(await usual()), ...more]);
  expect({ code, stderr }).toEqual({ code: wanted, stderr: expect.stringContaining(message) });
});
