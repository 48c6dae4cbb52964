import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Which private addresses may be reached all the same. */
export type PrivateTargets = { readonly all: boolean; readonly ranges: readonly Range[] };
type Range = ReturnType<typeof ipaddr.parseCIDR>;

export const NO_PRIVATE_TARGETS: PrivateTargets = { all: false, ranges: [] };

/** All of the internet's IPv6 addresses lie here (RFC 4291); what lies outside is mapped, local or reserved. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');
/** Public by number, yet each machine of a cloud reaches its own host there (Azure's WireServer). */
const METADATA = ipaddr.parseCIDR('168.63.129.16/32');

/**
 * Whether a connection may be made to the address: one of the internet's, or one that is allowed. Private, loopback,
 * link-local, metadata, multicast and reserved addresses are none of it, in whatever form they are written; what is no address at all neither.
 */
export function isAllowedAddress(text: string, allowed: PrivateTargets = NO_PRIVATE_TARGETS): boolean {
  if (!ipaddr.isValid(text)) return false;
  // Of an IPv4 address that is mapped into IPv6, the IPv4 address.
  const address = ipaddr.process(text);
  if (allowed.all || allowed.ranges.some((range) => isWithin(address, range))) return true;
  if (address.range() !== 'unicast' || isWithin(address, METADATA)) return false;
  return address.kind() === 'ipv4' || isWithin(address, GLOBAL_UNICAST);
}

function isWithin(address: ReturnType<typeof ipaddr.process>, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match([network, bits] as never);
}

const WORDS = 'must be true, false, or addresses and ranges such as 10.1.2.3,10.20.0.0/16 joined by ","';

/** For a variable: `true` allows every private address, a list those that it names; nothing is allowed unless set. */
export const privateTargetsEnv = z
  .string()
  .default('false')
  .transform((text, context): PrivateTargets => {
    if (text === 'true' || text === 'false') return { all: text === 'true', ranges: [] };
    const parts = text.split(',').map((part) => part.trim());
    const ranges = parts.map(rangeOf).filter((range) => range !== undefined);
    if (ranges.length < parts.length) context.addIssue({ code: 'custom', message: WORDS });
    return { all: false, ranges };
  });

function rangeOf(text: string): Range | undefined {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.parseCIDR(`${text}/${text.includes(':') ? 128 : 32}`);
}
