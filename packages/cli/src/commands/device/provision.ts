import { readFile } from 'node:fs/promises';
import { DeviceId } from '@hadir/contracts';
import { z } from 'zod';
import { CliError, UsageError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';
import { askHidden } from './provision/ask-hidden.ts';
import { type DeviceConfig, readServer, readStaticIp } from './provision/device-config.ts';
import { readNetworks } from './provision/networks.ts';
import { openSerialLine } from './provision/serial-line.ts';
import { command, findDevice, sendCa, type Who } from './provision/speak-to-device.ts';
import { whoToBecome } from './provision/who-to-become.ts';

const MOST_NETWORKS = 4;
/** Of the firmware's buffer, HADIR_PROVISION_LINE. */
const LONGEST_LINE = 2047;

const fields = {
  port: option('--port <path>', 'the serial port, such as /dev/ttyUSB0 or COM3', text),
  from: option('--from <file>', 'what `device add --json` printed; - reads standard input', text.optional()),
  device: option('--device <id>', "the device's id, in place of --from", DeviceId.optional()),
  key: option('--key <key>', "and its key, @FILE to keep it out of the shell's history", text.optional()),
  server: option('--server <url>', 'where the camera reaches ingest', text.optional()),
  wifi: option(
    '--wifi <ssid...>',
    'a network, up to four times: SSID asks for its password, SSID:@FILE reads it, SSID: has none',
    z.array(text).max(MOST_NETWORKS, `may be given ${MOST_NETWORKS} times at most`).optional(),
  ),
  staticIp: option('--static-ip <ip>', 'ADDRESS/PREFIX,GATEWAY[,DNS]; else DHCP', text.optional()),
  ca: option('--ca <file>', "PEM of the server's own authority", text.optional()),
  allowHttp: option('--allow-http', 'take an http:// server, on a network that is trusted', flag),
  reset: option('--reset', 'forget everything first; alone: a factory reset', flag),
};
type Values = { readonly [Name in keyof typeof fields]: z.output<(typeof fields)[Name]['schema']> };
type Plan = { readonly config: DeviceConfig; readonly ca: string | undefined };

export const deviceProvision = defineCommand({
  name: 'provision',
  summary: 'Write its device, server and Wi-Fi to a camera with the Hadir firmware.',
  details:
    'Over its serial line, at 115200 baud. Passwords are asked for or read from files, and no secret is shown. A network whose name ends in a colon is given with one more: `NAME::@FILE`, `NAME::`. `hadir device add … --json | hadir device provision --from - …` adds a camera and writes it at once. It restarts with this, and is heard of within a minute: `hadir device health`.',
  examples: [
    '--port /dev/ttyUSB0 --device cam-a101 --key @cam-a101.key --server https://ingest.example --wifi Campus',
    '--port /dev/ttyUSB0 --from cam-a101.json --server http://192.168.1.10:3001 --allow-http --wifi Lab:@wifi.txt',
    '--port /dev/ttyUSB0 --reset',
  ],
  input: fields,
  async run(values, context) {
    const plan = isResetAlone(values) ? undefined : await readPlan(values);
    const { port } = values;
    const line = context.closeLater(await openSerialLine(port));
    context.screen.progress(`Waiting for the camera at ${port} …`);
    const before = await findDevice(line, port);
    context.screen.progress('Writing …');
    if (values.reset) await command(line, 'HADIR RESET', 'the factory reset');
    if (plan) {
      if (plan.ca !== undefined) await sendCa(line, plan.ca);
      await command(line, `HADIR SET ${JSON.stringify(plan.config)}`, 'the configuration');
      await line.settle(0);
      await confirm(await findDevice(line, port), plan.config);
    }
    await command(line, 'HADIR RESTART', 'the restart');
    return resultOf(values, before, plan?.config);
  },
});

function isResetAlone({ reset, port: _, allowHttp: __, ...rest }: Values): boolean {
  return reset && Object.values(rest).every((value) => value === undefined);
}

/** Everything is read and checked before the port is opened. */
async function readPlan(values: Values): Promise<Plan> {
  const { server, wifi, staticIp, ca: caFile, allowHttp } = values;
  if (server === undefined) throw new UsageError('--server is required.', 'It is where ingest listens.');
  if (!wifi?.length) throw new UsageError('--wifi is required.', 'It names the network to join.');
  const reached = readServer(server, allowHttp);
  const ip = staticIp === undefined ? undefined : readStaticIp(staticIp);
  const ca = caFile === undefined ? undefined : await readPem(caFile);
  const identity = await whoToBecome(values);
  const networks = await readNetworks(wifi, askHidden);
  const config = { ...identity, server: reached, allowHttp, customCa: ca !== undefined, networks, ip };
  if (Buffer.byteLength(`HADIR SET ${JSON.stringify(config)}`) > LONGEST_LINE) {
    throw new UsageError('That is more than the camera takes.', 'Give fewer networks.');
  }
  return { config, ca };
}

async function readPem(file: string): Promise<string> {
  const pem = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CliError('no-file', `${file} cannot be read.`, 'Check the path after --ca.', error);
  });
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g);
  if (certificates) return certificates.join('\n');
  throw new UsageError(`${file} holds no certificate.`, 'It is a PEM file: -----BEGIN CERTIFICATE-----');
}

/** What the camera tells now is what was written: nothing was garbled on the way. */
function confirm(who: Who, { deviceId, server }: DeviceConfig): void {
  if (who.deviceId === deviceId && (who.server ?? server) === server) return;
  throw new CliError('not-kept', 'The camera did not keep what was written.', 'Run the command again.');
}

function resultOf({ port, reset }: Values, before: Who, config: DeviceConfig | undefined) {
  const ssids = config?.networks.map(({ ssid }) => ssid) ?? [];
  const json = {
    port,
    firmware: before.firmware,
    before: before.deviceId,
    deviceId: config?.deviceId ?? null,
    server: config?.server ?? null,
    networks: ssids,
    reset,
  };
  if (!config) return { json, text: `The camera at ${port} has forgotten everything and restarts.` };
  const lines = facts([
    ['Device', config.deviceId],
    ['Was', before.deviceId],
    ['Firmware', before.firmware],
    ['Server', config.server],
    ['Networks', ssids.join(', ')],
    ['Address', config.ip?.address ?? 'DHCP'],
  ]);
  return {
    json,
    text: `${lines}\n\nIt restarts with this. \`hadir device health\` shows when it was heard of.`,
  };
}
