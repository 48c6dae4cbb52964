import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRandom, type Random } from '../semester/random.ts';

/** What can happen to a request between a device and ingest. */
export const faultKinds = [
  /** 503 with Retry-After, and nothing is forwarded. */
  'unavailable',
  /** Cut before anything is forwarded. */
  'cut-before',
  /** Forwarded and taken, and cut before the answer. */
  'cut-after',
  /** Forwarded and taken, and no answer within the device's deadline. */
  'stall',
  /** Half of the body is forwarded, then both sides are cut. */
  'truncated-request',
  /** Half of the answer's body comes back, then it is cut. */
  'truncated-answer',
  /** Forwarded twice at once. */
  'duplicate',
  /** A bit of the body is turned on its way. */
  'damaged',
  /** Forwarded in small pieces, at the rate of a bad Wi-Fi. */
  'slow',
  /** Answered, and the connection closed afterwards without a word. */
  'closed',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export type FaultProxyOptions = {
  /** Where requests go. */
  readonly target: string;
  readonly seed: number;
  /** Of all requests; the kinds share it. */
  readonly probability: number;
  /** Longer than the device's deadline. */
  readonly stallMs: number;
  readonly slowBytesPerSecond: number;
  /** Default: all. */
  readonly kinds?: readonly FaultKind[];
};

/** What ingest said to a request that was forwarded. */
export type Forwarded = { readonly idempotencyKey: string; readonly status: number };

export type FaultProxy = {
  readonly url: string;
  readonly happened: Readonly<Record<FaultKind, number>>;
  /** Answers of ingest, whether or not they came to the device. */
  readonly forwarded: readonly Forwarded[];
  /** Nobody listens any more, and what was connected is cut. */
  away(): Promise<void>;
  /** Listens again, where it did. */
  back(): Promise<void>;
  close(): Promise<void>;
};

type Answer = { readonly status: number; readonly head: Record<string, string>; readonly body: Buffer };
type Exchange = {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly body: Buffer;
};
type Upstream = {
  readonly options: FaultProxyOptions;
  readonly agent: Agent;
  readonly forwarded: Forwarded[];
};
const UPSTREAM_TIMEOUT_MS = 10_000;
const PIECE_BYTES = 1024;
const passed = ['content-type', 'retry-after'];

/** A proxy in front of ingest that does to requests what networks and servers do. The same seed gives the same faults. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const random = createRandom(options.seed);
  const happened = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
  const upstream: Upstream = { options, agent: new Agent({ keepAlive: true }), forwarded: [] };
  const server = createServer(async (incoming, outgoing) => {
    try {
      const kind = drawFault(random, options);
      if (kind) happened[kind] += 1;
      if (kind === 'cut-before') incoming.socket.destroy();
      else await pass(upstream, { incoming, outgoing, body: await readAll(incoming) }, kind);
    } catch {
      incoming.socket.destroy();
    }
  });
  server.keepAliveTimeout = 60_000;
  const listenOn = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listenOn(0);
  const away = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    happened,
    forwarded: upstream.forwarded,
    away,
    back: async () => void (await listenOn(port)),
    async close() {
      await away();
      upstream.agent.destroy();
    },
  };
}

function drawFault(
  random: Random,
  { probability, kinds = faultKinds }: FaultProxyOptions,
): FaultKind | undefined {
  const kind = random.pick(kinds);
  return random.chance(probability) ? kind : undefined;
}

async function pass(upstream: Upstream, exchange: Exchange, kind: FaultKind | undefined): Promise<void> {
  const { incoming, outgoing, body } = exchange;
  const { stallMs } = upstream.options;
  if (kind === 'unavailable') {
    const text = JSON.stringify({
      error: { code: 'unavailable', message: 'later' },
      serverTimeMs: Date.now(),
    });
    outgoing.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' }).end(text);
    return;
  }
  if (kind === 'truncated-request') await forwardHalf(upstream, exchange);
  if (kind === 'truncated-request') return void incoming.socket.destroy();
  const sent = kind === 'damaged' ? damage(body) : body;
  const copies = Array.from({ length: kind === 'duplicate' ? 2 : 1 }, () =>
    forward(upstream, exchange, sent, kind === 'slow'),
  );
  const [answer] = await Promise.all(copies);
  if (!answer || kind === 'cut-after') return void incoming.socket.destroy();
  if (kind === 'stall') await pause(stallMs);
  reply(exchange, answer, kind);
}

function reply({ incoming, outgoing }: Exchange, { status, head, body }: Answer, kind?: FaultKind): void {
  outgoing.writeHead(status, { ...head, 'content-length': body.length });
  if (kind === 'truncated-answer') {
    outgoing.write(body.subarray(0, body.length / 2), () => incoming.socket.destroy());
  } else {
    outgoing.end(body, () => {
      if (kind === 'closed') incoming.socket.end();
    });
  }
}

function headersOf({ incoming, body }: Exchange): Record<string, string | string[]> {
  const { connection: _connection, host: _host, ...headers } = incoming.headers;
  return {
    ...(headers as Record<string, string>),
    ...(body.length > 0 ? { 'content-length': `${body.length}` } : {}),
  };
}

async function forward(
  upstream: Upstream,
  exchange: Exchange,
  body: Buffer,
  isSlow: boolean,
): Promise<Answer> {
  const { incoming } = exchange;
  const { target, slowBytesPerSecond } = upstream.options;
  const call = request(new URL(incoming.url ?? '/', target), {
    method: incoming.method ?? 'GET',
    headers: headersOf(exchange),
    agent: upstream.agent,
    timeout: UPSTREAM_TIMEOUT_MS,
  });
  const answered = once(call, 'response') as Promise<[IncomingMessage]>;
  for (let at = 0; isSlow && at < body.length; at += PIECE_BYTES) {
    call.write(body.subarray(at, at + PIECE_BYTES));
    await pause((PIECE_BYTES * 1000) / slowBytesPerSecond);
  }
  call.end(isSlow ? undefined : body);
  const [response] = await answered;
  const status = response.statusCode ?? 0;
  const answer = { status, head: pick(response.headers), body: await readAll(response) };
  upstream.forwarded.push({ idempotencyKey: String(incoming.headers['idempotency-key']), status });
  return answer;
}

/** As when the device lost its network in the middle. */
async function forwardHalf({ options }: Upstream, exchange: Exchange): Promise<void> {
  const { incoming, body } = exchange;
  const call = request(new URL(incoming.url ?? '/', options.target), {
    method: incoming.method ?? 'GET',
    headers: headersOf(exchange),
    agent: false,
  });
  call.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    call.write(body.subarray(0, body.length / 2), () => resolve());
  });
  call.destroy();
}

function pick(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(passed.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

function damage(body: Buffer): Buffer {
  const damaged = Buffer.from(body);
  const middle = body.length >> 1;
  damaged.writeUInt8(body.readUInt8(middle) ^ 1, middle);
  return damaged;
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
