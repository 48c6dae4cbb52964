// Not the whole package: loading it would double the time that a command takes.
import { parseEnv } from '@hadir/platform/env';
import { z } from 'zod';
import { CliError } from '../cli-error.ts';
import { findLocalStack, type LocalStack } from './local-stack-file.ts';

const variables = {
  HADIR_API_URL: z.url().optional(),
  HADIR_API_KEY: z.string().optional(),
  REDIS_URL: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  DATABASE_CA: z.string().optional(),
  OBJECT_STORE_URL: z.string().optional(),
  DEVICE_KEY_SECRET: z.string().optional(),
  TEMPLATE_KEY_SECRET: z.string().optional(),
  BACKUP_STORE_URL: z.string().optional(),
  BACKUP_KEYS_URL: z.string().optional(),
  BACKUP_KEY_SECRET: z.string().optional(),
  CAMPUS_TIME_ZONE: z.string().optional(),
  CASCADE_DIR: z.string().optional(),
  MODELS_DIR: z.string().optional(),
  FUSION_FILE: z.string().optional(),
  FACE_ENGINE: z.enum(['auto', 'sift', 'deep', 'fused']).optional(),
};
type Variables = {
  readonly [Name in keyof typeof variables]?: z.infer<(typeof variables)[Name]>;
};
export type SettingName = Exclude<
  keyof Variables,
  'CAMPUS_TIME_ZONE' | 'CASCADE_DIR' | 'MODELS_DIR' | 'FUSION_FILE' | 'FACE_ENGINE'
>;

export type Settings = {
  readonly campusTimeZone: string;
  /** Undefined for the cascades that come with OpenCV's binding. */
  readonly cascadeDir: string | undefined;
  /** Undefined for where the set-up keeps the face networks. */
  readonly modelsDir: string | undefined;
  /** Undefined for the fusion that Hadir is shipped with. */
  readonly fusionFile: string | undefined;
  /** Which one the matchers are told to take. */
  readonly faceEngine: 'auto' | 'sift' | 'deep' | 'fused';
  readonly stack: LocalStack | undefined;
  get(name: SettingName): string | undefined;
  /** The value, or an error that says what to set. */
  need(name: SettingName): string;
  /** Where the value comes from, for messages. */
  origin(name: SettingName): string;
};

const API_VARIABLES: readonly SettingName[] = ['HADIR_API_URL', 'HADIR_API_KEY'];
const SERVER_VARIABLES: readonly SettingName[] = [
  'REDIS_URL',
  'DATABASE_URL',
  'DATABASE_CA',
  'OBJECT_STORE_URL',
  'DEVICE_KEY_SECRET',
  'TEMPLATE_KEY_SECRET',
];
const BACKUP_VARIABLES: readonly SettingName[] = ['BACKUP_STORE_URL', 'BACKUP_KEYS_URL', 'BACKUP_KEY_SECRET'];
const DEFAULT_TIME_ZONE = 'Asia/Jakarta';

/**
 * Where backups go comes from the environment alone. The others are two groups, the api's and the servers': each comes whole from the environment when it sets any of the group, else
 * whole from the local stack, so that a command never works on two installations at once. `--data` picks the stack.
 */
export function loadSettings(cwd: string, dataDir: string | undefined): Settings {
  const env: Variables = parseEnv(variables);
  const stack = findLocalStack(cwd, dataDir);
  const fromStack = stack ? stackVariables(stack) : {};
  const useEnv = (group: readonly SettingName[]): boolean =>
    dataDir === undefined && (stack === undefined || group.some((name) => env[name] !== undefined));
  const api = useEnv(API_VARIABLES) ? env : fromStack;
  const servers = useEnv(SERVER_VARIABLES) ? env : fromStack;
  const source = (name: SettingName): Variables => {
    if (BACKUP_VARIABLES.includes(name)) return env;
    return API_VARIABLES.includes(name) ? api : servers;
  };
  const settings: Settings = {
    campusTimeZone: env.CAMPUS_TIME_ZONE ?? stack?.campusTimeZone ?? DEFAULT_TIME_ZONE,
    cascadeDir: env.CASCADE_DIR,
    modelsDir: env.MODELS_DIR,
    fusionFile: env.FUSION_FILE,
    faceEngine: env.FACE_ENGINE ?? 'auto',
    stack,
    get: (name) => source(name)[name],
    need: (name) => settings.get(name) ?? missing(name, stack !== undefined && source(name) === env),
    origin: (name) => (source(name) === env ? 'the environment' : (stack?.file ?? 'nowhere')),
  };
  return settings;
}

function stackVariables(stack: LocalStack): Variables {
  return {
    HADIR_API_URL: stack.apiUrl,
    HADIR_API_KEY: stack.adminKey,
    REDIS_URL: stack.redisUrl,
    DATABASE_URL: stack.databaseUrl,
    OBJECT_STORE_URL: stack.objectStoreUrl,
    DEVICE_KEY_SECRET: stack.deviceKeySecret,
    TEMPLATE_KEY_SECRET: stack.templateKeySecret,
  };
}

/** A part of a group in the environment hides the stack: then that is what must be told. */
function missing(name: SettingName, isStackHidden: boolean): never {
  throw new CliError('not-configured', `${name} is not set.`, howToSet(name, isStackHidden));
}

function howToSet(name: SettingName, isStackHidden: boolean): string {
  if (BACKUP_VARIABLES.includes(name)) return `Set ${name}: docs/backup.md says how.`;
  return isStackHidden
    ? `The environment sets a part of what belongs together: set ${name} as well, or give --data DIR.`
    : `Set ${name}, or run this in the clone where \`npm start\` runs (or give --data DIR).`;
}
