import { isIPv4 } from 'node:net';
import { UsageError } from '../../../cli-error.ts';
import type { Network } from './networks.ts';

export type StaticIp = {
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly dns: string;
};

/** What is written to a device: `hadir_config_parse` of the firmware reads it. */
export type DeviceConfig = {
  readonly deviceId: string;
  /** `hdk_…` */
  readonly key: string;
  /** `https://host[:port]`. */
  readonly server: string;
  readonly allowHttp: boolean;
  readonly customCa: boolean;
  readonly networks: readonly Network[];
  readonly ip?: StaticIp | undefined;
};

const LONGEST_SERVER = 127;
const SERVER = /^(https?):\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::(\d{1,5}))?\/?$/;
const MOST_PORT = 65_535;

/** The address as the firmware takes it, without a path. Throws UsageError. */
export function readServer(text: string, allowHttp: boolean): string {
  const [, scheme, port] = SERVER.exec(text) ?? [];
  if (scheme === undefined || text.length > LONGEST_SERVER || Number(port ?? 1) > MOST_PORT) {
    throw new UsageError(
      '--server must be https://host or https://host:port.',
      'It is where the camera reaches ingest; no path, and a name or an IPv4 address.',
    );
  }
  if (scheme === 'http' && !allowHttp) {
    throw new UsageError(
      '--server is http://, over which anybody near can look at the frames.',
      'Take https://, or give --allow-http for a network that is trusted.',
    );
  }
  return text.replace(/\/$/, '');
}

/** `192.168.1.50/24,192.168.1.1[,1.1.1.1]`: address and prefix, gateway, and a name server, which is the gateway unless given. */
export function readStaticIp(text: string): StaticIp {
  const [own = '', gateway = '', dns = gateway, ...more] = text.split(',');
  const [address = '', prefix = ''] = own.split('/');
  const isPrefix = /^\d{1,2}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= 30;
  if (more.length > 0 || !isPrefix || ![address, gateway, dns].every((each) => isIPv4(each))) {
    throw new UsageError(
      '--static-ip must be ADDRESS/PREFIX,GATEWAY[,DNS].',
      'Such as --static-ip 192.168.1.50/24,192.168.1.1',
    );
  }
  const mask = (0xffffffff << (32 - Number(prefix))) >>> 0;
  if (((bitsOf(address) ^ bitsOf(gateway)) & mask) !== 0) {
    throw new UsageError('--static-ip: the gateway is not in the network of the address.', '');
  }
  return { address, netmask: dotted(mask), gateway, dns };
}

function bitsOf(address: string): number {
  return address.split('.').reduce((bits, part) => (bits << 8) | Number(part), 0);
}

function dotted(bits: number): string {
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.');
}
