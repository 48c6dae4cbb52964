import { CliError } from '../../cli-error.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { openDatabase } from '../../settings/open-database.ts';
import { auditOf } from './audit-of.ts';

export const keyRevoke = defineCommand({
  name: 'revoke',
  summary: 'Revoke an API key. Requests with it are refused within seconds.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { id: argument('<id>', "the key's id, from `hadir key list`", text) },
  async run({ id }, context) {
    const database = await openDatabase(context);
    const revoked = await database.transaction(async ({ apiKeys, audit }) => {
      const key = await apiKeys.revoke(id);
      if (key) await audit.append(auditOf('revoke', id));
      return key;
    });
    if (!revoked)
      throw new CliError('not-found', `There is no API key ${id}.`, 'List them with `hadir key list`.');
    return { json: { id, revoked: true }, text: `Revoked key ${id}.` };
  },
});
