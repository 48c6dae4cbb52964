import { writeFile } from 'node:fs/promises';
import { siteSettingsOf } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { EngineName } from '@hadir/vision';
import { CliError, UsageError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { defineCommand, option, type Result } from '../../command/define-command.ts';
import { day, decimalNumber, flag, oneOf, text } from '../../command/fields.ts';
import { openDatabase } from '../../settings/open-database.ts';
import type { CalibrationReport, Rule } from './calibration-report.ts';
import { changeRule, changeText, type RuleChange } from './change-rule.ts';
import { type PeriodSightings, readPeriod } from './read-period.ts';

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
/** As the matcher confirms unless a deployment says otherwise. */
const CONFIRM = { sightings: 3, windowMs: 10_000 } as const;
/** Matchers take no threshold below this share of what is shipped. */
const LEAST_SHARE = 0.5;

export const calibrate = defineCommand({
  name: 'calibrate',
  summary: "Propose a site's threshold from what its own cameras saw.",
  details:
    'Camera marks that stand are genuine, corrections by staff say who was not the person; presentations that nobody spoke of count as strangers. Says how many more labels it takes when there are too few. --apply sets the threshold through the api, which audits it.',
  examples: [
    '--from 2026-10-01 --to 2026-11-22',
    '--course IF-101 --target-fpir 0.01 --html calibration.html',
    '--apply',
    '--reset --engine fused',
  ],
  input: {
    engine: option(
      '--engine <name>',
      'sift, deep or fused (default: the last that decided)',
      oneOf(['sift', 'deep', 'fused']).optional(),
    ),
    course: option('--course <code>', 'only sessions of this course', text.optional()),
    from: option('--from <day>', 'the first day on the campus (default: 30 days ago)', day.optional()),
    to: option('--to <day>', 'the last day (default: today)', day.optional()),
    targetFpir: option(
      '--target-fpir <share>',
      'how many of the strangers may pass, 0.0001 to 0.1',
      decimalNumber(0.0001, 0.1).default(0.001),
    ),
    labelledOnly: option('--labelled-only', 'leave out whom nobody spoke of', flag),
    html: option('--html <file>', 'write the report as a page', text.optional()),
    apply: option('--apply', 'set what is proposed', flag),
    reset: option('--reset', 'go back to what is shipped', flag),
  },
  async run({ engine: wanted, course, from, to, targetFpir, labelledOnly, html, apply, reset }, context) {
    if (reset) return resetRule(wanted, apply, context);
    const database = await openDatabase(context);
    const period = { course, ...spanOf(from, to, context) };
    const seen = await readPeriod(database, period, (sessions) =>
      context.screen.progress(`${sessions} sessions read`),
    );
    const engine = wanted ?? lastEngine(seen);
    const { calibrationReport } = await import('./calibration-report.ts');
    const report = calibrationReport(seen, {
      ...{ engine, targetFpir, labelledOnly, confirm: CONFIRM },
      ...(await ruleOf(database, engine, seen, context)),
    });
    if (html !== undefined) await writePage(html, report);
    const change = apply ? await applyProposal(report, context) : null;
    return resultOf(report, change, html, context);
  },
});

function spanOf(from: string | undefined, to: string | undefined, { time }: Context) {
  const last = time.parseDayOrTime(to ?? 'today');
  const first = from ? time.parseDayOrTime(from) : new Date(last.getTime() - USUAL_DAYS * DAY_MS);
  if (first > last) throw new UsageError('--from is after --to.', '');
  return { from: first, to: new Date(last.getTime() + DAY_MS) };
}

function lastEngine({ sightings }: PeriodSightings): EngineName {
  const last = sightings.findLast(({ engine }) => engine !== null)?.engine;
  return last === 'deep' || last === 'sift' ? last : 'fused';
}

/** What holds for the engine: the site's own rule, else what the last sighting was held to, else what is shipped. */
async function ruleOf(
  database: Pick<Database, 'siteSettings'>,
  engine: EngineName,
  { sightings }: PeriodSightings,
  { settings }: Context,
): Promise<{ readonly current: Rule; readonly least: number }> {
  const last = sightings.findLast((each) => each.engine === engine);
  const own = siteSettingsOf(await database.siteSettings.read()).matchRule[engine];
  const shipped = await shippedRule(engine, settings);
  const seen = last && { threshold: last.threshold, margin: last.requiredMargin ?? shipped.margin };
  return { current: own ?? seen ?? shipped, least: shipped.threshold * LEAST_SHARE };
}

/** As matchers take it, when FUSION_FILE is set here as it is there. */
async function shippedRule(engine: EngineName, { fusionFile }: Context['settings']): Promise<Rule> {
  const { BadFusion, defaultMargin, defaultThreshold, readFusion } = await import('@hadir/vision');
  if (engine !== 'fused' || fusionFile === undefined) {
    return { threshold: defaultThreshold({ name: engine }), margin: defaultMargin({ name: engine }) };
  }
  return readFusion(fusionFile).then(
    ({ calibration }) => calibration,
    (error: unknown) => {
      if (!(error instanceof BadFusion)) throw error;
      throw new CliError('bad-fusion', `${error.message}.`, 'Check FUSION_FILE.', error);
    },
  );
}

async function resetRule(engine: EngineName | undefined, apply: boolean, context: Context): Promise<Result> {
  if (apply) throw new UsageError('--apply and --reset contradict each other.', 'Give one of them.');
  if (!engine) throw new UsageError('--reset needs --engine.', 'Give --engine sift, deep or fused.');
  const change = await changeRule(context.api, engine, null);
  return { json: { engine, change }, text: changeText(engine, change) };
}

/** Nothing is set on labels that are too few. */
async function applyProposal(
  { engine, proposed, result }: CalibrationReport,
  { api }: Context,
): Promise<RuleChange> {
  if (proposed) return changeRule(api, engine, proposed);
  const { have } = result;
  throw new CliError(
    'too-few-labels',
    `Nothing is proposed from ${have.genuine} genuine presentations and ${have.impostors} of strangers.`,
    'Leave --apply out to see how many it takes.',
  );
}

async function writePage(file: string, report: CalibrationReport): Promise<void> {
  const { calibrationHtml } = await import('./calibration-html.ts');
  await writeFile(file, calibrationHtml(report)).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('not-written', `${why}.`, 'Name a file in a folder that is there.', error);
  });
}

async function resultOf(
  report: CalibrationReport,
  change: RuleChange | null,
  html: string | undefined,
  { screen }: Context,
): Promise<Result> {
  const { calibrationText } = await import('./calibration-text.ts');
  const lines = [
    calibrationText(report, screen.width),
    ...(change ? [changeText(report.engine, change)] : []),
    ...(html === undefined ? [] : [`Wrote ${html}.`]),
  ];
  return { json: { ...report, change }, text: lines.join('\n\n') };
}
