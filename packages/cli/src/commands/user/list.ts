import { pageOf } from '../../api/models.ts';
import { User } from '../../api/user-models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { oneOf, pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { userRoles } from './add.ts';

function waysOf({ hasPassword, hasSecondFactor, isLinked }: User): string {
  const ways = [hasPassword && (hasSecondFactor ? 'password + code' : 'password'), isLinked && 'provider'];
  return ways.filter(Boolean).join(', ') || 'none yet';
}

export const userList = defineCommand({
  name: 'list',
  summary: 'List users by e-mail, and how they sign in.',
  examples: ['', '--role lecturer --json'],
  input: { ...pageFields, role: option('--role <role>', userRoles.join(', '), oneOf(userRoles).optional()) },
  async run(query, context) {
    return listResult(
      context,
      await context.api.get('/v1/users', pageOf(User), query),
      [
        { title: 'e-mail', value: ({ email }: User) => email, flexible: true },
        { title: 'name', value: ({ name }: User) => name, flexible: true },
        { title: 'role', value: ({ role }: User) => role },
        { title: 'signs in by', value: waysOf },
        {
          title: 'last signed in',
          value: ({ lastSignedInAt }: User) => context.time.dateTime(lastSignedInAt),
        },
        { title: 'state', value: ({ disabledAt }: User) => (disabledAt ? 'disabled' : 'active') },
      ],
      'There are no users. Add one: hadir user add EMAIL --name NAME --role admin',
    );
  },
});
