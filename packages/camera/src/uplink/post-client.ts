import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { FrameRequest } from './frame-request.ts';
import type { HttpAnswer } from './judge-answer.ts';

/** Posts over one kept-alive connection, as a device does. Redirects are answers like any other: they are not followed. */
export type PostClient = {
  /** Rejects if there is no whole answer within the timeout, or when `signal` is aborted. */
  post(frame: FrameRequest, signal: AbortSignal): Promise<HttpAnswer>;
  close(): void;
};

const MAX_ANSWER_BYTES = 65_536;

export function createPostClient(url: URL, timeoutMs: number): PostClient {
  const secure = url.protocol === 'https:';
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, maxSockets: 1, minVersion: 'TLSv1.2' })
    : new HttpAgent({ keepAlive: true, maxSockets: 1 });
  const open = secure ? httpsRequest : httpRequest;

  const attempt = (frame: FrameRequest, signal: AbortSignal) => {
    const request = open(url, { method: 'POST', agent, headers: frame.headers, signal });
    return { request, answer: exchange(request, frame.body, timeoutMs) };
  };

  return {
    async post(frame, signal) {
      const first = attempt(frame, signal);
      try {
        return await first.answer;
      } catch (error) {
        if (!isStaleConnection(first.request, error)) throw error;
        return await attempt(frame, signal).answer;
      }
    },
    close: () => agent.destroy(),
  };
}

/** A kept-alive connection that the server closed just as we wrote to it says nothing about the server's health. */
function isStaleConnection(request: ClientRequest, error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
}

async function exchange(request: ClientRequest, body: Buffer, timeoutMs: number): Promise<HttpAnswer> {
  const timer = setTimeout(() => request.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request.on('response', resolve).on('error', reject).end(body);
    });
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      body: await readText(response),
    };
  } finally {
    clearTimeout(timer);
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
