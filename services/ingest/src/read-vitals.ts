import type { IncomingHttpHeaders } from 'node:http';
import {
  DeviceCounters,
  type DeviceVitals,
  FailedUpdate,
  SettingsVersion,
  wireHeaders,
} from '@hadir/contracts';

type Header = string | string[] | undefined;

/** What the advisory headers say of a device; what is missing or malformed is null. */
export function readVitals(headers: IncomingHttpHeaders, nowMs: number): DeviceVitals {
  return {
    lastSeenMs: nowMs,
    firmware: textOf(headers[wireHeaders.firmware]),
    rssiDbm: numberOf(headers[wireHeaders.rssi]),
    heapMinBytes: numberOf(headers[wireHeaders.heapMin]),
    droppedFrames: numberOf(headers[wireHeaders.dropped]),
    resetReason: textOf(headers[wireHeaders.resetReason]),
    clockSkewMs: clockSkew(headers, nowMs),
    stackMinBytes: numberOf(headers[wireHeaders.stackMin]),
    counters: readCounters(headers[wireHeaders.counters]),
    update: readUpdate(headers[wireHeaders.update]),
    settingsVersion: readSettingsVersion(headers),
  };
}

/** The version of the settings that a device says it has. */
export function readSettingsVersion(headers: IncomingHttpHeaders): string | null {
  const header = headers[wireHeaders.settings];
  return typeof header === 'string' ? (SettingsVersion.safeParse(header).data ?? null) : null;
}

/** `captured=1;gated=0;…`, each once; names that this version does not know are passed over, those that it knows must be there. */
export function readCounters(header: Header): DeviceCounters | null {
  const pairs = pairsOf(header);
  if (!pairs) return null;
  const counters = Object.fromEntries(pairs.map(([name, text]) => [name, Number(text)]));
  return new Set(pairs.map(([name]) => name)).size === pairs.length
    ? (DeviceCounters.safeParse(counters).data ?? null)
    : null;
}

const MOST_PAIRS = 16;
const PAIR = /^([a-z]{1,16})=(0|[1-9]\d{0,9})$/;

function pairsOf(header: Header): (readonly [name: string, text: string])[] | undefined {
  if (typeof header !== 'string' || header.length > MOST_PAIRS * 28) return undefined;
  const parts = header.split(';');
  const pairs = parts.flatMap((part) => {
    const [, name, text] = PAIR.exec(part) ?? [];
    return name !== undefined && text !== undefined ? [[name, text] as const] : [];
  });
  return pairs.length === parts.length && parts.length <= MOST_PAIRS ? pairs : undefined;
}

/** `1.3.0 signature`. */
function readUpdate(header: Header): FailedUpdate | null {
  if (typeof header !== 'string') return null;
  const [version, failure, ...more] = header.split(' ');
  return more.length === 0 ? (FailedUpdate.safeParse({ version, failure }).data ?? null) : null;
}

/** Null for a clock that is not set, and for a bearer device, which sends no times. */
function clockSkew(headers: IncomingHttpHeaders, nowMs: number): number | null {
  const capturedMs = timeOf(headers[wireHeaders.capturedAt]);
  const sentMono = timeOf(headers[wireHeaders.sentMono]);
  const capturedMono = timeOf(headers[wireHeaders.capturedMono]);
  if (!capturedMs || sentMono === null || capturedMono === null) return null;
  return capturedMs + (sentMono - capturedMono) - nowMs;
}

function timeOf(header: Header): number | null {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : null;
}

/** A whole number of up to 32 bits, as the firmware has them. */
function numberOf(header: Header): number | null {
  if (typeof header !== 'string' || !/^-?\d{1,10}$/.test(header)) return null;
  const number = Number(header);
  return number >= -(2 ** 31) && number < 2 ** 32 ? number : null;
}

function textOf(header: Header): string | null {
  return typeof header === 'string' && /^[\x20-\x7e]{1,64}$/.test(header) ? header : null;
}
