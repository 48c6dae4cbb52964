import { randomUUID } from 'node:crypto';
import type { Database, NotificationChannel } from '@hadir/db';
import { type Actor, AppError, type SecretBox } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { created, found } from '../shared/found.ts';
import { splitTarget, type Target, withSecret } from './channel-target.ts';
import { type ChannelChange, minutesOf, type NewChannel } from './notification-schemas.ts';
import { channelContext } from './outlets/open-outlet.ts';

type Deps = {
  readonly database: Pick<Database, 'transaction' | 'notificationChannels'>;
  readonly secrets: Pick<SecretBox, 'seal'>;
};
/** `secret` is a webhook's, where one was made or given. */
export type ChangedChannel = { readonly channel: NotificationChannel; readonly secret: string | null };

/** A dispatcher reads them all for each batch of events. */
const MOST_CHANNELS = 500;

/** Throws `AppError('conflict')` when there are as many as can be. */
export async function addChannel(deps: Deps, wanted: NewChannel, actor: Actor): Promise<ChangedChannel> {
  if ((await deps.database.notificationChannels.count()) >= MOST_CHANNELS) {
    throw new AppError('conflict', `there are ${MOST_CHANNELS} channels; remove one first`, {
      reason: 'too-many',
    });
  }
  const { name, language, perMinute } = wanted;
  const target = withSecret(wanted.target);
  const id = randomUUID();
  const mode = wanted.mode ?? (target.kind === 'webhook' ? 'each' : 'digest');
  const row = {
    id,
    name,
    kind: target.kind,
    language,
    mode,
    perMinute,
    ...quietFields(wanted.quietHours),
    ...sealTarget(deps, id, target),
  };
  const deed = { actor, action: 'notification-channel.create', subject: id, details: { kind: target.kind } };
  const channel = created(await audited(deps.database, deed, (all) => all.notificationChannels.create(row)));
  return { channel, secret: secretOf(target) };
}

/** Throws `AppError('not-found')`, and `AppError('unprocessable')` for a target of another kind. */
export async function changeChannel(
  deps: Deps,
  id: string,
  { quietHours, enabled, target: wanted, ...rest }: ChannelChange,
  actor: Actor,
): Promise<ChangedChannel> {
  const before = found(await deps.database.notificationChannels.find(id), 'channel');
  const target = wanted && withSecret(wanted);
  if (target && target.kind !== before.kind) {
    const message = `target.kind: the channel is a ${before.kind}; add another for ${target.kind}`;
    throw new AppError('unprocessable', message, { field: 'target.kind' });
  }
  const patch = {
    ...rest,
    ...(quietHours === undefined ? {} : quietFields(quietHours)),
    ...(enabled === undefined ? {} : { disabledAt: enabled ? null : (before.disabledAt ?? new Date()) }),
    ...(target ? sealTarget(deps, id, target) : {}),
  };
  const changed = Object.entries({ ...rest, quietHours, enabled, target });
  const fields = changed.filter(([, value]) => value !== undefined).map(([name]) => name);
  const details = { fields: fields.join(',') };
  const deed = { actor, action: 'notification-channel.update', subject: id, details };
  const channel = found(
    await audited(deps.database, deed, (all) => all.notificationChannels.update(id, patch)),
    'channel',
  );
  return { channel, secret: target ? secretOf(target) : null };
}

function quietFields(quiet: NewChannel['quietHours']): Pick<NotificationChannel, 'quietFrom' | 'quietUntil'> {
  if (quiet === null) return { quietFrom: null, quietUntil: null };
  return { quietFrom: minutesOf(quiet.from), quietUntil: minutesOf(quiet.until) };
}

function sealTarget({ secrets }: Pick<Deps, 'secrets'>, id: string, target: Target) {
  const { settings, credentials } = splitTarget(target);
  const plain = credentials && Buffer.from(JSON.stringify(credentials));
  return {
    settings: settings as NotificationChannel['settings'],
    credentials: plain && secrets.seal(plain, channelContext(id)),
  };
}

function secretOf(target: Target): string | null {
  return target.kind === 'webhook' ? (target.secret ?? null) : null;
}
