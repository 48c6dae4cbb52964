import { z } from 'zod';
import type { ApiClient } from '../../api/api-client.ts';
import { readAll } from '../../api/read-all.ts';
import { CliError } from '../../cli-error.ts';

export const CHANNELS = '/v1/notifications/channels';

export const Channel = z.looseObject({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  language: z.string(),
  mode: z.string(),
  quietHours: z.object({ from: z.string(), until: z.string() }).nullable(),
  enabled: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
});
export type Channel = z.output<typeof Channel>;
export const ChannelWithSecret = z.looseObject({ channel: Channel, secret: z.string().nullable() });

export const Subscription = z.looseObject({
  id: z.string(),
  channelId: z.string(),
  event: z.string(),
  courseId: z.string().nullable(),
  roomId: z.string().nullable(),
  studentId: z.string().nullable(),
});
export type Subscription = z.output<typeof Subscription>;

export const Delivery = z.looseObject({
  id: z.string(),
  channelId: z.string(),
  status: z.string(),
  events: z.number(),
  attempts: z.number(),
  lastError: z.string().nullable(),
  updatedAt: z.string(),
});
export type Delivery = z.output<typeof Delivery>;

/** By its name, whatever the case, or its id. */
export async function findChannel(api: ApiClient, name: string): Promise<Channel> {
  for await (const channel of readAll(api, CHANNELS, Channel)) {
    if (channel.id === name || channel.name.toLowerCase() === name.toLowerCase()) return channel;
  }
  throw new CliError(
    'not-found',
    `There is no channel ${name}.`,
    '`hadir notify channel list` shows what there is.',
  );
}

/** Of every channel, by its id. */
export async function channelNames(api: ApiClient): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for await (const { id, name } of readAll(api, CHANNELS, Channel)) names.set(id, name);
  return names;
}
