import { z } from 'zod';
import {
  findUser,
  PasswordLink,
  SessionsRevoked,
  User,
  type UserSession,
  UserSessions,
} from '../../api/user-models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { table } from '../../output/table.ts';
import { linkText } from './link-text.ts';

const email = argument('<email>', 'the address that signs in', text);
const examples = ['dewi@campus.ac.id'] as const;

export const userDisable = defineCommand({
  name: 'disable',
  summary: 'Disable a user: every session ends, and nobody signs in as them.',
  examples: [...examples, 'dewi@campus.ac.id --undo'],
  input: { email, undo: option('--undo', 'let the user sign in again', flag) },
  async run({ email: address, undo }, { api }) {
    const { id } = await findUser(api, address);
    const path = `/v1/users/${id}/${undo ? 'enable' : 'disable'}`;
    const user = await api.send({ method: 'POST', path }, User);
    return { json: user, text: `${user.email} ${undo ? 'may sign in again' : 'is disabled'}.` };
  },
});

export const userRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a user with their sessions, keys and courses.',
  details: 'What the user did stays under a pseudonym. Who may come back is rather disabled.',
  examples: [...examples],
  input: { email },
  async run({ email: address }, { api }) {
    const { id } = await findUser(api, address);
    await api.sendOnly({ method: 'DELETE', path: `/v1/users/${id}` });
    return { json: { id, removed: true }, text: `Removed ${address}.` };
  },
});

export const userInvite = defineCommand({
  name: 'invite',
  summary: 'Make another link by which a user sets a password; the one before ends.',
  examples: [...examples],
  input: { email },
  async run({ email: address }, { api, time }) {
    const { id } = await findUser(api, address);
    const link = await api.send({ method: 'POST', path: `/v1/users/${id}/invite` }, PasswordLink);
    return { json: link, text: linkText(link, time) };
  },
});

export const userResetPassword = defineCommand({
  name: 'reset-password',
  summary: "End a user's password and sessions, and make a link by which another is set.",
  examples: [...examples],
  input: { email },
  async run({ email: address }, { api, time }) {
    const { id } = await findUser(api, address);
    const link = await api.send({ method: 'POST', path: `/v1/users/${id}/reset-password` }, PasswordLink);
    return { json: link, text: `The old password is of no use any more. ${linkText(link, time)}` };
  },
});

export const userTotpReset = defineCommand({
  name: 'totp-reset',
  summary: 'Remove the second factor of a user who lost it, and end the sessions.',
  details: 'Make sure that it is the user who asks: the password alone is enough from then on.',
  examples: [...examples],
  input: { email },
  async run({ email: address }, { api }) {
    const { id } = await findUser(api, address);
    const user = await api.send({ method: 'POST', path: `/v1/users/${id}/reset-second-factor` }, User);
    return { json: user, text: `${user.email} signs in with the password alone.` };
  },
});

export const userUnlink = defineCommand({
  name: 'unlink',
  summary: "Forget which account of the provider is a user's, and end the sessions.",
  details:
    'The next account of the provider that comes with the verified address is linked. Make sure that the address is still theirs.',
  examples: [...examples],
  input: { email },
  async run({ email: address }, { api }) {
    const { id } = await findUser(api, address);
    const user = await api.send({ method: 'POST', path: `/v1/users/${id}/unlink` }, User);
    return { json: user, text: `${user.email} is linked again at the next sign-in at the provider.` };
  },
});

export const userSessions = defineCommand({
  name: 'sessions',
  summary: 'List where a user is signed in, or sign them out everywhere.',
  examples: [...examples, 'dewi@campus.ac.id --revoke'],
  input: { email, revoke: option('--revoke', 'sign out everywhere', flag) },
  async run({ email: address, revoke }, { api, screen, time }) {
    const { id } = await findUser(api, address);
    if (revoke) {
      const path = `/v1/users/${id}/revoke-sessions`;
      const done = await api.send({ method: 'POST', path }, SessionsRevoked);
      return { json: done, text: `Ended ${done.revoked} ${done.revoked === 1 ? 'session' : 'sessions'}.` };
    }
    const open = await api.get(`/v1/users/${id}/sessions`, UserSessions);
    const columns = [
      { title: 'browser', value: ({ agent }: UserSession) => agent },
      { title: 'signed in by', value: ({ method }: UserSession) => method },
      { title: 'since', value: ({ createdAt }: UserSession) => time.dateTime(createdAt) },
      { title: 'last used', value: ({ lastUsedAt }: UserSession) => time.dateTime(lastUsedAt) },
    ];
    const shown = table(open.items, columns, screen.width);
    return { json: open, text: open.items.length === 0 ? `${address} is signed in nowhere.` : shown };
  },
});

export const userSetPassword = defineCommand({
  name: 'set-password',
  summary: 'Set a password with a link, for who has no browser at hand.',
  details: 'The password is read from standard input, one line, so that it is in no list of processes.',
  examples: ['hit_… < password.txt'],
  input: {
    token: argument(
      '<token>',
      'from `hadir user add`, `invite` or `reset-password`',
      z.string().trim().startsWith('hit_', 'must begin with hit_'),
    ),
  },
  async run({ token }, { api }) {
    const [password = ''] = (await readInput()).split(/\r?\n/);
    await api.sendOnly({ method: 'POST', path: '/v1/password', body: { token, password } });
    return { json: { set: true }, text: 'The password is set. Sign in with it.' };
  },
});

async function readInput(): Promise<string> {
  let input = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) input += chunk;
  return input;
}
