import { z } from 'zod';
import { CreatedUser } from '../../api/user-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { oneOf, text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';
import { linkText } from './link-text.ts';

export const userRoles = ['admin', 'staff', 'lecturer', 'viewer'] as const;

export const userAdd = defineCommand({
  name: 'add',
  summary: 'Add a user and make the link by which they set a password.',
  details:
    'admin may do everything, staff run classes, a lecturer the own courses (hadir course teach), a viewer only reads. The first administrator is added in this way, too: with a key of `hadir key create --role admin`.',
  examples: [
    'dewi@campus.ac.id --name "Dewi Lestari" --role lecturer',
    'rektor@campus.ac.id --name Rektor --role viewer --no-link',
  ],
  input: {
    email: argument('<email>', 'the address that signs in', text),
    name: option('--name <name>', 'the full name', text),
    role: option('--role <role>', userRoles.join(', '), oneOf(userRoles)),
    link: option(
      '--no-link',
      'for who signs in through the OpenID Connect provider alone',
      z.boolean().default(true),
    ),
  },
  async run({ email, name, role, link }, { api, time }) {
    const body = { email, name, role, invite: link };
    const created = await api.send({ method: 'POST', path: '/v1/users', body }, CreatedUser);
    const { user, invitation } = created;
    const said = `Added ${printable(user.name)} (${user.email}) as ${user.role}.`;
    return { json: created, text: invitation ? `${said}\n${linkText(invitation, time)}` : said };
  },
});
