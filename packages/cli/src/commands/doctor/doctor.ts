import { z } from 'zod';
import type { Context } from '../../command/context.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { url } from '../../command/fields.ts';
import { explainError } from '../../explain-error.ts';
import { padEnd, textWidth } from '../../output/text-width.ts';
import type { Check, Finding } from './check.ts';
import { checkClock, checkTimeZone } from './check-clock.ts';
import { checkDatabase, checkMigrations } from './check-database.ts';
import { checkNode } from './check-node.ts';
import { checkObjectStore } from './check-object-store.ts';
import { checkLiveness, checkTemplates } from './check-recognition.ts';
import { checkRedis } from './check-redis.ts';
import { checkDeviceKeySecret, checkSecretsApart, checkTemplateKeySecret } from './check-secrets.ts';
import { checkApiKey, serviceChecks } from './check-services.ts';
import { checkCascades, checkNativeIndex, checkNetworks, checkOpenCv } from './check-vision.ts';

type Examined = Finding & { readonly name: string };

const MARKS = { ok: '✓', failed: '✗', skipped: '–' } as const;
/** A check that hangs is a failed check. */
const CHECK_TIMEOUT_MS = 20_000;

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check everything that Hadir needs, and say how to mend what is wrong.',
  details:
    'Changes nothing, but for one object that it writes to the object store and deletes. Exits 1 if a check fails.',
  examples: ['', '--ingest https://ingest.example.edu --matcher http://matcher.internal:3002'],
  input: {
    ingest: option('--ingest <url>', "where ingest listens (default: the local stack's)", url.optional()),
    matchers: option(
      '--matcher <url...>',
      "where matchers tell their health (default: the local stack's)",
      z.array(url).optional(),
    ),
  },
  async run(addresses, context) {
    const checks = [
      checkNode,
      checkOpenCv,
      checkNativeIndex,
      checkNetworks,
      checkCascades,
      checkRedis,
      checkDatabase,
      checkMigrations,
      checkTemplates,
      checkLiveness,
      checkObjectStore,
      checkDeviceKeySecret,
      checkTemplateKeySecret,
      checkSecretsApart,
      ...serviceChecks(context, addresses),
      checkApiKey,
      checkClock,
      checkTimeZone,
    ];
    context.screen.progress(`Checking ${checks.length} things …`);
    const findings = await Promise.all(
      checks.map(
        async (check): Promise<Examined> => ({ name: check.name, ...(await examine(check, context)) }),
      ),
    );
    const failures = findings.filter(({ status }) => status === 'failed').length;
    return {
      ok: failures === 0,
      json: { ok: failures === 0, checks: findings },
      text: `${describe(findings)}\n\n${summary(failures, findings.length)}`,
    };
  },
});

async function examine({ run, fix }: Check, context: Context): Promise<Finding> {
  try {
    return await Promise.race([run(context), timeout()]);
  } catch (error) {
    const { code, message, fix: ownFix } = explainError(error);
    const detail = message.replace(/\.$/, '');
    return { status: 'failed', detail, fix: code === 'not-configured' ? ownFix : fix };
  }
}

function timeout(): Promise<Finding> {
  return new Promise((_, reject) => {
    setTimeout(
      () => reject(new Error(`no answer within ${CHECK_TIMEOUT_MS / 1000} s`)),
      CHECK_TIMEOUT_MS,
    ).unref();
  });
}

function describe(findings: readonly Examined[]): string {
  const width = Math.max(...findings.map(({ name }) => textWidth(name)));
  return findings
    .flatMap(({ name, status, detail, fix }) => [
      `${MARKS[status]} ${padEnd(name, width)}  ${detail}`,
      ...(fix ? [`  ${' '.repeat(width)}  → ${fix}`] : []),
    ])
    .join('\n');
}

function summary(failures: number, all: number): string {
  return failures === 0 ? 'Everything is in order.' : `${failures} of ${all} checks failed.`;
}
