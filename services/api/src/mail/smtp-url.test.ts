import { expect, test } from 'vitest';
import { isSmtpUrl, smtpOptions } from './smtp-url.ts';

test('when an address holds a password, then TLS is required', () => {
  expect(smtpOptions('smtp://me%40x:p%3Aw@mail.example.org')).toMatchObject({
    host: 'mail.example.org',
    port: 587,
    secure: false,
    requireTLS: true,
    auth: { user: 'me@x', pass: 'p:w' },
  });
  expect(smtpOptions('smtps://me:pw@[2001:db8::1]:2465')).toMatchObject({
    host: '2001:db8::1',
    port: 2465,
    secure: true,
  });
});

test('when a relay asks for no password, then TLS is taken when it is offered', () => {
  expect(smtpOptions('smtp://relay:25')).toMatchObject({ port: 25, requireTLS: false, ignoreTLS: false });
  expect(smtpOptions('smtp://relay:25?tls=required')).toMatchObject({ requireTLS: true });
  expect(smtpOptions('smtp://relay:25?tls=off')).toMatchObject({ ignoreTLS: true });
});

test.each(['', 'mail.example.org', 'http://mail.example.org', 'smtp://', 'smtp://relay?tls=maybe'])(
  'when the address is %j, then it is none',
  (text) => expect(isSmtpUrl(text)).toBe(false),
);
