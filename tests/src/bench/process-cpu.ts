import { readFileSync } from 'node:fs';

/** `getconf CLK_TCK` on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time that a process has used so far, user and system, in microseconds. */
export function processCpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6;
}

export type Cost = { readonly ms: number; readonly cpuMs: number };

/** What some work in this process costs, on all its threads. Nothing else may run in it meanwhile. */
export async function costOf<T>(work: () => Promise<T>): Promise<Cost & { readonly result: T }> {
  const startedAt = performance.now();
  const usage = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(usage);
  return { result, ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
}
