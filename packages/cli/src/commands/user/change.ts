import { findUser, User } from '../../api/user-models.ts';
import { UsageError } from '../../cli-error.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { oneOf, text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';
import { userRoles } from './add.ts';

export const userChange = defineCommand({
  name: 'change',
  summary: "Change a user's role, name or e-mail.",
  details: 'A new role counts from the next request on. The last active administrator stays one.',
  examples: ['dewi@campus.ac.id --role staff', 'dewi@campus.ac.id --new-email dewi.l@campus.ac.id'],
  input: {
    email: argument('<email>', 'the address that signs in', text),
    role: option('--role <role>', userRoles.join(', '), oneOf(userRoles).optional()),
    name: option('--name <name>', 'the full name', text.optional()),
    newEmail: option('--new-email <email>', 'the address from now on', text.optional()),
  },
  async run({ email, role, name, newEmail }, { api }) {
    if (!role && !name && !newEmail)
      throw new UsageError('Say what to change.', 'Give --role, --name or --new-email.');
    const { id } = await findUser(api, email);
    const body = { role, name, email: newEmail };
    const user = await api.send({ method: 'PATCH', path: `/v1/users/${id}`, body }, User);
    return { json: user, text: `${printable(user.name)} (${user.email}) is ${user.role}.` };
  },
});
