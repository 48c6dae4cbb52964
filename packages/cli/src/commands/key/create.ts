import { generateApiKey, hashApiKey } from '../../api-key.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, text } from '../../command/fields.ts';
import { facts } from '../../output/table.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { auditOf } from './audit-of.ts';

const roles = ['admin', 'staff', 'viewer'] as const;

export const keyCreate = defineCommand({
  name: 'create',
  summary: 'Create an API key. It is printed this one time.',
  details: 'admin may do everything, staff run classes and enrol students, viewer only reads.',
  examples: ['--role admin --name "registrar laptop"', '--role viewer --name dashboard --json'],
  input: {
    role: option('--role <role>', roles.join(', '), oneOf(roles)),
    name: option('--name <name>', 'who or what will use it', text),
  },
  async run({ role, name }, context) {
    const database = await openDatabase(context);
    const key = generateApiKey();
    const { id, createdAt } = await database.transaction(async ({ apiKeys, audit }) => {
      const created = await apiKeys.create({ name, role, hash: hashApiKey(key) });
      await audit.append({ ...auditOf('create', created.id), details: { role } });
      return created;
    });
    const shown = facts([
      ['Name', name],
      ['Role', role],
      ['Id', id],
      ['Key', key],
    ]);
    return {
      json: { id, name, role, key, createdAt: createdAt.toISOString() },
      text: `${shown}\n\nThe key is not shown again. Use it as HADIR_API_KEY, or as "Authorization: Bearer KEY".`,
    };
  },
});
