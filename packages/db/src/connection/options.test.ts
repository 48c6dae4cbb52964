import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { connectionSettings } from './options.ts';

const pool = (url: string) => connectionSettings({ url }).pool;

describe('the database URL', () => {
  test('when its parts are percent-encoded, then they are decoded', () => {
    expect(pool('mysql://a%40b:p%3Aw%2F@db.example:3307/had%5Fir')).toMatchObject({
      host: 'db.example',
      port: 3307,
      user: 'a@b',
      password: 'p:w/',
      database: 'had_ir',
    });
  });

  test('when it names no port, then it is 3306, and an IPv6 address loses its brackets', () => {
    expect(pool('mysql://u:p@[::1]/hadir')).toMatchObject({ host: '::1', port: 3306 });
  });

  test('when it names a socket, then no host is used', () => {
    const settings = pool('mysql://u:p@localhost/hadir?socketPath=%2Frun%2Fm.sock');
    expect(settings).toMatchObject({ socketPath: '/run/m.sock' });
    expect(settings.host).toBeUndefined();
  });

  test.each(['', 'db', 'postgres://u:p@h/db', 'mysql://u:secret@h', 'mysql://u:secret@h/'])(
    'when it is %j, then it is refused without being repeated',
    (url) => {
      expect(() => pool(url)).toThrow(/the database URL/);
      expect(() => pool(url)).not.toThrow(/secret/);
    },
  );
});

describe('the pool', () => {
  test('when nothing is told, then ten connections serve a bounded queue', () => {
    expect(pool('mysql://u:p@h/db')).toMatchObject({
      connectionLimit: 10,
      queueLimit: 200,
      connectTimeout: 5_000,
      timezone: 'Z',
    });
    expect(pool('mysql://u:p@h/db')).not.toHaveProperty('ssl');
  });

  test("when the CA is amazon-rds, then Amazon's certificates are trusted and the host name is checked", () => {
    const { pool: settings } = connectionSettings({
      url: 'mysql://u:p@db.example/hadir',
      caFile: 'amazon-rds',
    });
    expect(settings.ssl).toMatchObject({
      verifyIdentity: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    });
    const { ca } = settings.ssl as { ca: readonly string[] };
    expect(ca.length).toBeGreaterThan(50);
    const subjects = ca.map((text) => new X509Certificate(text).subject);
    expect(subjects.filter((subject) => subject.includes('CN=Amazon RDS')).length).toBeGreaterThan(50);
  });

  test('when the CA file cannot be read, then it fails at once', () => {
    expect(() => connectionSettings({ url: 'mysql://u:p@h/db', caFile: '/nowhere/ca.pem' })).toThrow(
      /ENOENT/,
    );
  });

  test('when the server is to be proven and the URL holds an address, then it fails at once', () => {
    const url = 'mysql://u:p@10.0.0.5/db';
    expect(() => connectionSettings({ url, caFile: '/etc/ssl/certs/ca-certificates.crt' })).toThrow(
      /host name/,
    );
  });
});
