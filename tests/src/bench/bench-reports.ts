import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { migrate, openDatabase, planSemester, type SemesterPlan, seedSemester } from '@hadir/db';
import { freePort, type LocalServer, startMariaDb, startRedis, startService } from '@hadir/local-stack';
import { generateSecretKey } from '@hadir/platform';

export type ReportsPlan = { readonly records: number; readonly runs: number };

export type SummarySpan = {
  readonly span: 'day' | 'week' | 'month' | 'semester';
  readonly days: number;
  /** Records that it counts. */
  readonly records: number;
  /** From request to the last byte of JSON; the median of the runs and the slowest. */
  readonly medianMs: number;
  readonly slowestMs: number;
};

export type FileFigures = {
  readonly format: 'xlsx' | 'pdf' | 'csv';
  readonly medianMs: number;
  readonly bytes: number;
  /** The most memory that the api's process ever had, until then. */
  readonly peakRssMb: number;
};

export type ReportsBench = {
  readonly records: number;
  readonly seedSeconds: number;
  readonly bufferPoolMb: number;
  readonly summaries: readonly SummarySpan[];
  /** A course of 200 students × 40 sessions. */
  readonly matrix: readonly FileFigures[];
};

type Progress = (line: string) => void;

const API_ENTRY = fileURLToPath(new URL('../../../services/api/dist/main.js', import.meta.url));
const BUFFER_POOL_MB = 512;
const STARTS_ON = '2026-02-02';
const SPANS = [
  ['day', 1],
  ['week', 7],
  ['month', 28],
  ['semester', 112],
] as const;
const FORMATS = ['xlsx', 'pdf', 'csv'] as const;

/** A semester in a database of its own, and an api beside it that is asked for reports as a person would. */
export async function benchReports(
  dir: string,
  plan: ReportsPlan,
  progress: Progress,
): Promise<ReportsBench> {
  await mkdir(dir, { recursive: true });
  const servers: LocalServer[] = [];
  try {
    const mariadb = await startMariaDb({ dir: join(dir, 'mariadb'), bufferPoolMb: BUFFER_POOL_MB });
    const redis = await startRedis({ dir: join(dir, 'redis') });
    servers.push(mariadb, redis);
    await migrate(mariadb.url);
    progress(`reports: a semester of ${plan.records} records is made`);
    const seeded = await seed(mariadb.url, plan.records);
    const api = await startApi(dir, mariadb.url, redis.url);
    servers.push(api.service);
    const ask = (path: string) => timed(`${api.service.url}${path}`, api.key);
    progress('reports: a course of 200 students × 40 sessions');
    const matrix: FileFigures[] = [];
    for (const format of FORMATS) matrix.push(await benchMatrix(ask, api, format, plan.runs));
    progress('reports: daily summaries');
    const summaries: SummarySpan[] = [];
    for (const [span, days] of SPANS) summaries.push(await benchSummary(ask, { span, days }, plan.runs));
    return {
      records: seeded.records,
      seedSeconds: seeded.seconds,
      bufferPoolMb: BUFFER_POOL_MB,
      summaries,
      matrix,
    };
  } finally {
    for (const server of servers.reverse()) await server.stop();
  }
}

const campus = { seed: 1, startsOn: STARTS_ON, offsetMinutes: 420 };

async function seed(url: string, records: number) {
  const semester: SemesterPlan = planSemester({ ...campus, records, prefix: 'SEED' });
  const seeded = await seedSemester(semester, { url });
  const course = planSemester({
    ...campus,
    records: 8000,
    prefix: 'BIG',
    students: 200,
    courses: 1,
    sessions: 40,
  });
  await seedSemester(course, { url, force: true });
  return seeded;
}

async function startApi(dir: string, databaseUrl: string, redisUrl: string) {
  const key = `hak_${'b'.repeat(43)}`;
  const database = await openDatabase({ url: databaseUrl, poolSize: 1 });
  await database.apiKeys.create({
    name: 'bench',
    role: 'viewer',
    hash: createHash('sha256').update(key).digest('hex'),
  });
  const courses = await database.courses.list({ limit: 1 });
  await database.close();
  const service = await startService({
    name: 'api',
    entry: API_ENTRY,
    port: await freePort(),
    logFile: join(dir, 'api.log'),
    env: {
      REDIS_URL: redisUrl,
      DATABASE_URL: databaseUrl,
      OBJECT_STORE_URL: pathToFileURL(join(dir, 'objects')).href,
      DEVICE_KEY_SECRET: generateSecretKey('d1'),
      API_SECRET: generateSecretKey('a1'),
      CAMPUS_TIME_ZONE: 'Asia/Jakarta',
      SCHEDULED_WORK: 'off',
      LOG_LEVEL: 'warn',
    },
  });
  // `BIG-0` comes before every `SEED-…`.
  return { service, key, courseId: courses.items[0]?.id ?? '' };
}

type Ask = (path: string) => Promise<{ readonly ms: number; readonly body: Buffer }>;

async function timed(url: string, key: string): ReturnType<Ask> {
  const startedAt = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  const body = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${body.toString().slice(0, 200)}`);
  return { ms: performance.now() - startedAt, body };
}

async function benchMatrix(
  ask: Ask,
  { service, courseId }: Awaited<ReturnType<typeof startApi>>,
  format: FileFigures['format'],
  runs: number,
): Promise<FileFigures> {
  const times: number[] = [];
  let bytes = 0;
  for (let run = 0; run < runs; run++) {
    const { ms, body } = await ask(`/v1/reports/course-matrix?courseId=${courseId}&format=${format}`);
    times.push(ms);
    bytes = body.length;
  }
  return { format, medianMs: median(times), bytes, peakRssMb: await peakRssMbOf(service) };
}

async function benchSummary(
  ask: Ask,
  { span, days }: Pick<SummarySpan, 'span' | 'days'>,
  runs: number,
): Promise<SummarySpan> {
  const to = new Date(Date.parse(STARTS_ON) + (days - 1) * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const times: number[] = [];
  let records = 0;
  for (let run = 0; run < runs; run++) {
    const { ms, body } = await ask(`/v1/reports/daily-summary?from=${STARTS_ON}&to=${to}`);
    const { totals } = JSON.parse(body.toString());
    records = totals.present + totals.late + totals.absent + totals.excused;
    times.push(ms);
  }
  return { span, days, records, medianMs: median(times), slowestMs: Math.max(...times) };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function peakRssMbOf({ pid }: LocalServer): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}
