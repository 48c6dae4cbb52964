import { type ClientRequest, get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';

export type OpenStream = {
  readonly boundary: string;
  readonly chunks: AsyncIterable<Buffer>;
  /** Ends `chunks` with this error. */
  fail(error: Error): void;
};

/**
 * Asks for a live MJPEG stream. A user and password in the URL are sent as HTTP basic authentication. Rejects anything
 * that is not `200 multipart/x-mixed-replace`: redirects too, which could send the password elsewhere.
 */
export async function openStream(
  url: URL,
  connectTimeoutMs: number,
  signal: AbortSignal,
): Promise<OpenStream> {
  const get = url.protocol === 'https:' ? httpsGet : httpGet;
  const request = get(withoutCredentials(url), {
    agent: false,
    signal,
    headers: { accept: 'multipart/x-mixed-replace', ...authorization(url) },
  });
  const response = await firstAnswer(request, connectTimeoutMs);
  try {
    return {
      boundary: streamBoundary(response),
      chunks: response,
      fail: (error) => response.destroy(error),
    };
  } catch (error) {
    request.destroy();
    throw error;
  }
}

async function firstAnswer(request: ClientRequest, timeoutMs: number): Promise<IncomingMessage> {
  const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    return await new Promise((resolve, reject) => {
      request.on('response', resolve).on('error', reject);
    });
  } finally {
    clearTimeout(timer);
  }
}

function streamBoundary({ statusCode = 0, headers }: IncomingMessage): string {
  if (statusCode !== 200) throw new Error(`the camera answered ${statusCode}`);
  const contentType = headers['content-type'] ?? '';
  const boundary = /^multipart\/x-mixed-replace\s*;(?:.*;)?\s*boundary\s*=\s*"?([^";\s]{1,200})"?/i.exec(
    contentType,
  )?.[1];
  if (!boundary) throw new Error('the camera does not answer with a multipart/x-mixed-replace stream');
  return boundary;
}

function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function authorization({ username, password }: URL): { authorization?: string } {
  if (!username && !password) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
