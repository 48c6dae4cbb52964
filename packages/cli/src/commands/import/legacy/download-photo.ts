import { setTimeout as sleep } from 'node:timers/promises';
import { type SafeFetch, SafeFetchError, type SafeResponse } from '@hadir/platform';

/** What the api takes of a photo at most. */
const MAX_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const MOST_REDIRECTS = 3;
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const JPEG = Buffer.of(0xff, 0xd8, 0xff);
const PNG = Buffer.of(0x89, 0x50, 0x4e, 0x47);

/** Why there is no photo, as a short code that the report shows. */
export type NoPhoto = { readonly state: string };
export type Downloaded = { readonly bytes: Buffer };
type Options = { readonly hosts: readonly string[]; readonly firstWaitMs?: number };

/**
 * Fetches a photo from one of `hosts`, and from nowhere else that it is redirected to. Servers that fail, are busy or do not answer
 * are asked again, with growing waits.
 */
export async function downloadPhoto(
  fetch: SafeFetch,
  url: string,
  { hosts, firstWaitMs = FIRST_WAIT_MS }: Options,
): Promise<Downloaded | NoPhoto> {
  let target = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const refused = refuse(target, hosts);
    if (refused) return refused;
    const answer = await askPatiently(fetch, target, firstWaitMs);
    if ('state' in answer) return answer;
    const { location } = answer.headers;
    const isMoved = answer.status >= 300 && answer.status < 400 && location !== undefined;
    if (!isMoved) return photoOf(answer);
    if (!URL.canParse(location, target)) return { state: 'bad-redirect' };
    target = new URL(location, target).href;
  }
  return { state: 'too-many-redirects' };
}

/** `*.example.org` allows every name below it; a port is named only where it is not the usual one. */
function isAllowedHost(host: string, hosts: readonly string[]): boolean {
  return hosts.some((allowed) =>
    allowed.startsWith('*.') ? host.endsWith(allowed.slice(1).toLowerCase()) : host === allowed.toLowerCase(),
  );
}

function refuse(text: string, hosts: readonly string[]): NoPhoto | undefined {
  if (!URL.canParse(text)) return { state: 'not-a-url' };
  const { protocol, host } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return { state: 'not-a-url' };
  return isAllowedHost(host, hosts) ? undefined : { state: 'host-not-allowed' };
}

async function askPatiently(
  fetch: SafeFetch,
  url: string,
  firstWaitMs: number,
): Promise<SafeResponse | NoPhoto> {
  let waitMs = firstWaitMs;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await askOnce(fetch, url);
    const isPassing =
      'state' in answer ? isWorthAgain(answer.state) : answer.status === 429 || answer.status >= 500;
    if (!isPassing || attempt === ATTEMPTS) return answer;
    await sleep(Math.max(waitMs, 'state' in answer ? 0 : askedWaitMs(answer)));
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

async function askOnce(fetch: SafeFetch, url: string): Promise<SafeResponse | NoPhoto> {
  try {
    return await fetch(url, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
  } catch (error) {
    if (!(error instanceof SafeFetchError)) throw error;
    return { state: error.failure === 'refused-target' ? 'private-address' : error.failure };
  }
}

function isWorthAgain(state: string): boolean {
  return state === 'unreachable' || state === 'timeout';
}

function askedWaitMs({ headers }: SafeResponse): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : 0;
}

function photoOf({ status, body }: SafeResponse): Downloaded | NoPhoto {
  if (status === 404 || status === 410) return { state: 'not-found' };
  if (status !== 200) return { state: `http-${status}` };
  const isImage = [JPEG, PNG].some((start) => body.subarray(0, start.length).equals(start));
  return isImage ? { bytes: body } : { state: 'not-an-image' };
}
