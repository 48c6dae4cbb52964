import { expect, test } from 'vitest';
import { z } from 'zod';
import { isAllowedAddress, privateTargetsEnv } from './target-address.ts';

const read = (text?: string) => z.object({ it: privateTargetsEnv }).parse({ it: text }).it;

test.each(['8.8.8.8', '104.16.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
  'when an address is the internet’s (%s), then it is allowed',
  (address) => expect(isAllowedAddress(address)).toBe(true),
);

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback', '127.8.9.1'],
  ['loopback', '::1'],
  ['unspecified', '0.0.0.0'],
  ['unspecified', '::'],
  ['private', '10.0.0.1'],
  ['private', '172.16.9.9'],
  ['private', '192.168.1.1'],
  ['metadata', '169.254.169.254'],
  ['metadata', 'fd00:ec2::254'],
  ['metadata', '100.100.100.200'],
  ['metadata', '192.0.0.192'],
  ['metadata', '168.63.129.16'],
  ['link-local', 'fe80::1'],
  ['site-local', 'fec0::1'],
  ['multicast', '224.0.0.1'],
  ['multicast', 'ff02::1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['mapped', '::ffff:127.0.0.1'],
  ['mapped', '::ffff:a00:1'],
  ['compatible', '::7f00:1'],
  ['translated', '64:ff9b::7f00:1'],
  ['translated', '2002:7f00:1::'],
  ['tunnelled', '2001:0:7f00:1::'],
  ['no address', 'localhost'],
])('when an address is %s (%s), then it is refused', (_kind, address) =>
  expect(isAllowedAddress(address)).toBe(false),
);

test('when ranges are allowed, then they are, in either form, and no others', () => {
  const allowed = read('10.20.0.0/16, 127.0.0.1,fd12::/16');
  for (const address of ['10.20.3.4', '127.0.0.1', '::ffff:127.0.0.1', 'fd12::9'])
    expect(isAllowedAddress(address, allowed)).toBe(true);
  for (const address of ['10.21.0.1', '127.0.0.2', 'fd13::9', '::1'])
    expect(isAllowedAddress(address, allowed)).toBe(false);
});

test('when nothing is set, then nothing private is allowed; with true all is', () => {
  expect(isAllowedAddress('10.0.0.1', read())).toBe(false);
  expect(isAllowedAddress('10.0.0.1', read('false'))).toBe(false);
  expect(isAllowedAddress('169.254.169.254', read('true'))).toBe(true);
});

test.each(['yes', '10.0.0.0/40', '10.0.0.1,', '0x7f.1', 'localhost'])(
  'when the variable reads %j, then it is refused',
  (text) => expect(() => read(text)).toThrow('must be true, false, or addresses'),
);
