import { ERASED_ATTENDANCE, LIVENESS_MODES, SHIPPED_RETENTION } from '@hadir/contracts';
import type { Settings } from '../../api/correction-models.ts';
import { UsageError } from '../../cli-error.ts';

type Rule = { readonly threshold: number; readonly margin: number };
type Engine = keyof Settings['matchRule'];

/** What PUT /v1/settings takes, without the version. */
export type Change = {
  readonly keepUnknowns?: boolean;
  readonly livenessMode?: string;
  readonly adaptGallery?: boolean;
  readonly reviewOutsiders?: boolean;
  readonly expression?: { readonly enabled: boolean };
  readonly matchRule?: Readonly<Partial<Record<Engine, Rule | null>>>;
  readonly retention?: Readonly<Record<string, number>>;
  readonly erasure?: { readonly attendance: string };
};

type Parse = (value: string, name: string, change: Change, settings: Settings) => Change;

const SWITCHES: Readonly<Record<string, boolean>> = { true: true, on: true, false: false, off: false };
const ENGINES = ['sift', 'deep', 'fused'] as const satisfies readonly Engine[];

const PARSERS: Readonly<Record<string, Parse>> = {
  keepUnknowns: (value, name) => ({ keepUnknowns: isOn(value, name) }),
  livenessMode: (value, name) => ({ livenessMode: oneOf(LIVENESS_MODES, value, name) }),
  adaptGallery: (value, name) => ({ adaptGallery: isOn(value, name) }),
  reviewOutsiders: (value, name) => ({ reviewOutsiders: isOn(value, name) }),
  expression: (value, name) => ({ expression: { enabled: isOn(value, name) } }),
  'erasure.attendance': (value, name) => ({
    erasure: { attendance: oneOf(ERASED_ATTENDANCE, value, name) },
  }),
  ...Object.fromEntries(Object.keys(SHIPPED_RETENTION).map((rule) => [`retention.${rule}`, retention(rule)])),
  ...Object.fromEntries(
    ENGINES.flatMap((engine) => [
      [`matchRule.${engine}`, shippedRule(engine)],
      [`matchRule.${engine}.threshold`, ownRule(engine, 'threshold')],
      [`matchRule.${engine}.margin`, ownRule(engine, 'margin')],
    ]),
  ),
};

/** Reads `name=value` words. Throws UsageError that names what is wrong with the first that cannot be read, and the fix. */
export function parseChange(words: readonly string[], settings: Settings): Change {
  let change: Change = {};
  for (const word of words) {
    const at = word.indexOf('=');
    const name = word.slice(0, Math.max(0, at));
    const parse = PARSERS[name];
    if (at < 1 || !parse) {
      const known = Object.keys(PARSERS).join(', ');
      throw new UsageError(
        at < 1 ? `"${word}" is not name=value.` : `There is no setting ${name}.`,
        `Settings are ${known}.`,
      );
    }
    change = { ...change, ...parse(word.slice(at + 1), name, change, settings) };
  }
  requireWholeRules(change);
  return change;
}

function isOn(value: string, name: string): boolean {
  const on = SWITCHES[value];
  if (on === undefined) throw new UsageError(`${name} is on or off, not "${value}".`, `Write ${name}=on.`);
  return on;
}

/** Whole hours or days; the api knows what is too little or too much. */
function retention(rule: string): Parse {
  return (value, name, change) => {
    if (!/^\d{1,5}$/.test(value)) {
      throw new UsageError(`${name} is a whole number, not "${value}".`, `Write ${name}=90.`);
    }
    return { retention: { ...change.retention, [rule]: Number(value) } };
  };
}

function oneOf(values: readonly string[], value: string, name: string): string {
  if (values.includes(value)) return value;
  throw new UsageError(
    `${name} is one of ${values.join(', ')}, not "${value}".`,
    `Write ${name}=${values[0]}.`,
  );
}

function shippedRule(engine: Engine): Parse {
  return (value, name, { matchRule }) => {
    if (value === 'shipped') return { matchRule: { ...matchRule, [engine]: null } };
    const fix = `Write ${name}=shipped, or set ${name}.threshold and ${name}.margin.`;
    throw new UsageError(`${name} can only be set back to shipped.`, fix);
  };
}

function ownRule(engine: Engine, field: keyof Rule): Parse {
  return (value, name, { matchRule }, settings) => {
    const number = Number(value);
    if (value === '' || !Number.isFinite(number) || number < 0) {
      throw new UsageError(`${name} is a number from 0, not "${value}".`, `Write ${name}=4.2.`);
    }
    const before = matchRule?.[engine] ??
      settings.matchRule[engine] ?? { threshold: Number.NaN, margin: Number.NaN };
    return { matchRule: { ...matchRule, [engine]: { ...before, [field]: number } } };
  };
}

/** One half of a rule alone says nothing while the other is the shipped one. */
function requireWholeRules({ matchRule = {} }: Change): void {
  for (const engine of ENGINES) {
    const rule = matchRule[engine];
    if (!rule || Number.isFinite(rule.threshold + rule.margin)) continue;
    const missing = Number.isNaN(rule.threshold) ? 'threshold' : 'margin';
    const fix = `Add matchRule.${engine}.${missing}=NUMBER.`;
    throw new UsageError(`The ${engine} rule of this site needs a threshold and a margin.`, fix);
  }
}
