import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong instead of the frame of this number, counted from 0 over all connections. */
export type StreamFault = {
  readonly frame: number;
  /**
   * `cut` closes the connection in the middle of the frame, `stall` sends half of it and then nothing more, `garbage` sends
   * random-looking bytes between two boundaries, `wrong-length` states a length beyond the frame's own, `huge` a part of
   * 2 MB.
   */
  readonly kind: 'cut' | 'stall' | 'garbage' | 'wrong-length' | 'huge';
};

export type StreamServerOptions = {
  /** Sent in turn, again and again. */
  readonly frames: readonly Buffer[];
  /** Default 25, as the OV2640 gives at VGA. */
  readonly framesPerSecond?: number;
  /** Default: the one of the stock CameraWebServer sketch. */
  readonly boundary?: string;
  /** Whether parts state their length. Default true. */
  readonly contentLength?: boolean;
  readonly faults?: readonly StreamFault[];
  /** Asks for HTTP basic authentication. */
  readonly credentials?: { readonly user: string; readonly password: string };
};

export type StreamServer = {
  /** Without credentials. */
  readonly url: string;
  connections(): number;
  framesSent(): number;
  close(): Promise<void>;
};

export const STOCK_BOUNDARY = '123456789000000000000987654321';

/** Serves photos as a live stream, in the form of the stock CameraWebServer of ESP32-CAM: `multipart/x-mixed-replace`. */
export async function startStreamServer(options: StreamServerOptions): Promise<StreamServer> {
  const { framesPerSecond = 25, boundary = STOCK_BOUNDARY, credentials } = options;
  const counts = { connections: 0, frames: 0 };
  const server = createServer((request, response) => {
    if (request.url !== '/stream') return void response.writeHead(404).end();
    if (credentials && request.headers.authorization !== basic(credentials)) {
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end();
    }
    counts.connections += 1;
    response.writeHead(200, {
      'content-type': `multipart/x-mixed-replace;boundary=${boundary}`,
      'access-control-allow-origin': '*',
      'x-framerate': String(framesPerSecond),
    });
    const timer = setInterval(() => {
      const number = counts.frames;
      counts.frames += 1;
      const goesOn = sendFrame(response, { ...options, boundary }, number);
      if (!goesOn) clearInterval(timer);
    }, 1000 / framesPerSecond);
    response.on('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/stream`,
    connections: () => counts.connections,
    framesSent: () => counts.frames,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

type Part = Pick<StreamServerOptions, 'frames' | 'contentLength' | 'faults'> & { readonly boundary: string };

/** Answers whether the connection goes on. */
function sendFrame(response: ServerResponse, part: Part, number: number): boolean {
  const { frames, boundary, contentLength = true, faults = [] } = part;
  const jpeg = frames[number % frames.length] ?? Buffer.alloc(0);
  const fault = faults.find(({ frame }) => frame === number)?.kind;
  const head = (length: number): string =>
    [
      `\r\n--${boundary}\r\nContent-Type: image/jpeg\r\n`,
      contentLength ? `Content-Length: ${length}\r\n` : '',
      `X-Timestamp: ${timestamp()}\r\n\r\n`,
    ].join('');
  switch (fault) {
    case 'cut':
      response.write(head(jpeg.length));
      response.write(jpeg.subarray(0, jpeg.length / 2), () => response.destroy());
      return false;
    case 'stall':
      response.write(head(jpeg.length));
      response.write(jpeg.subarray(0, jpeg.length / 2));
      return false;
    case 'garbage':
      response.write(`\r\n--${boundary}`);
      response.write(Buffer.from(jpeg).reverse());
      return true;
    case 'wrong-length':
      response.write(head(jpeg.length + 5_000));
      response.write(jpeg);
      return true;
    case 'huge':
      response.write(head(2_000_000));
      response.write(Buffer.alloc(2_000_000, 0x55));
      return true;
    default:
      response.write(head(jpeg.length));
      response.write(jpeg);
      return true;
  }
}

function basic({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** As the sketch prints it: seconds and microseconds since boot. */
function timestamp(): string {
  const microseconds = Math.floor(performance.now() * 1000);
  return `${Math.floor(microseconds / 1e6)}.${String(microseconds % 1e6).padStart(6, '0')}`;
}
