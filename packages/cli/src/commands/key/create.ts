import type { Database, NewApiKey } from '@hadir/db';
import { z } from 'zod';
import { generateApiKey, hashApiKey } from '../../api-key.ts';
import { CliError, UsageError } from '../../cli-error.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, text, wholeNumber } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { auditOf } from './audit-of.ts';

const roles = ['admin', 'staff', 'viewer', 'lecturer', 'device'] as const;
const DAY_MS = 86_400_000;

const scopes = z
  .string()
  .regex(
    /^[a-z-]+:(read|write)(,[a-z-]+:(read|write))*$/,
    'must read tag:read or tag:write, several joined by ","',
  )
  .transform((given) => [...new Set(given.split(','))]);

export const keyCreate = defineCommand({
  name: 'create',
  summary: 'Create an API key. It is printed this one time.',
  details:
    'admin may do everything, staff run classes and enrol students, viewer only reads, lecturer does so for the courses of a user, device reads itself. Scopes narrow it further: `reports:read` is to get what has the tag reports in docs/openapi.json, `reports:write` the rest.',
  examples: [
    '--role admin --name "registrar laptop"',
    '--role viewer --name dashboard --scope reports:read,sessions:read --days 90 --json',
    '--role lecturer --name "Dewi, script" --user dewi@campus.ac.id',
  ],
  input: {
    role: option('--role <role>', roles.join(', '), oneOf(roles)),
    name: option('--name <name>', 'who or what will use it', text),
    scope: option(
      '--scope <scopes>',
      'what of the role’s rights it has; all unless given',
      scopes.optional(),
    ),
    days: option('--days <n>', 'how long it lasts; for ever unless given', wholeNumber(1, 3650).optional()),
    user: option('--user <email>', 'for lecturer: whose courses it opens', text.optional()),
    device: option('--device <id>', 'for device: which device has it', text.optional()),
  },
  async run({ role, name, scope, days, user, device }, context) {
    requireExactly('--user', role === 'lecturer', user);
    requireExactly('--device', role === 'device', device);
    const database = await openDatabase(context);
    const key = generateApiKey();
    const expiresAt = days === undefined ? null : new Date(Date.now() + days * DAY_MS);
    const holder = await holderOf(database, user, device);
    const row = { name, role, hash: hashApiKey(key), scopes: scope ?? null, expiresAt, ...holder };
    const { id, createdAt } = await create(database, row);
    const shown = facts([
      ['Name', name],
      ['Role', role],
      ['Scopes', scope?.join(', ') ?? 'all'],
      ['Ends', expiresAt ? context.time.dateTime(expiresAt) : 'never'],
      ['Id', id],
      ['Key', key],
    ]);
    return {
      json: { id, name, role, scopes: scope ?? null, expiresAt, key, createdAt: createdAt.toISOString() },
      text: `${shown}\n\nThe key is not shown again. Use it as HADIR_API_KEY, or as "Authorization: Bearer KEY".`,
    };
  },
});

function create(database: Database, row: NewApiKey) {
  return database.transaction(async ({ apiKeys, audit }) => {
    const created = await apiKeys.create(row);
    const details = { role: row.role, scopes: row.scopes?.join(' ') ?? null };
    await audit.append({ ...auditOf('create', created.id), details });
    return created;
  });
}

function requireExactly(flag: string, isNeeded: boolean, value: string | undefined): void {
  if ((value !== undefined) === isNeeded) return;
  const role = flag === '--user' ? 'lecturer' : 'device';
  throw new UsageError(
    isNeeded ? `${flag} is required for the role ${role}.` : `${flag} is only for the role ${role}.`,
    '',
  );
}

async function holderOf(
  { users, devices }: Database,
  email: string | undefined,
  deviceId: string | undefined,
) {
  const user = email && (await users.findByEmail(email.toLowerCase()));
  if (email && !user)
    throw new CliError('not-found', `There is no user ${email}.`, '`hadir user list` shows who there is.');
  if (user && user.role === 'viewer') {
    throw new CliError(
      'viewer',
      `${email} is a viewer and teaches nothing.`,
      'Give the user another role first: hadir user change',
    );
  }
  if (deviceId && !(await devices.find(deviceId))) {
    throw new CliError(
      'not-found',
      `There is no device ${deviceId}.`,
      '`hadir device list` shows what there is.',
    );
  }
  return { userId: user ? user.id : null, deviceId: deviceId ?? null };
}
