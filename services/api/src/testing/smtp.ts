import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = { readonly from: string; readonly to: readonly string[]; readonly source: string };

export type SmtpOptions = {
  /** A code such as 550 or 451 refuses the address. */
  readonly refuse?: (address: string) => number | undefined;
  /** Refuses after the message was sent. */
  readonly refuseMessage?: () => number | undefined;
  readonly user?: { readonly name: string; readonly password: string };
  /** Offers STARTTLS with a certificate that nobody signed. */
  readonly tls?: boolean;
};

/** A mail server on this machine that keeps what it is given. */
export async function startSmtp({ refuse, refuseMessage, user, tls = false }: SmtpOptions = {}) {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: user === undefined,
    allowInsecureAuth: true,
    disabledCommands: [...(tls ? [] : ['STARTTLS' as const]), ...(user ? [] : ['AUTH' as const])],
    logger: false,
    onAuth({ username, password }, _session, done) {
      const right = username === user?.name && password === user?.password;
      done(right ? null : withCode(535), right ? { user: 'test' } : undefined);
    },
    onRcptTo({ address }, _session, done) {
      const code = refuse?.(address);
      done(code === undefined ? null : withCode(code));
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const code = refuseMessage?.();
        if (code !== undefined) return done(withCode(code));
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, source: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  // A client that hangs up is not this server's trouble.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    url: `smtp://127.0.0.1:${port}`,
    hostPort: `127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function withCode(responseCode: number): Error {
  return Object.assign(new Error('refused'), { responseCode });
}
