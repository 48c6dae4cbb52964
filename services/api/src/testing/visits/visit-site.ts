import { randomUUID } from 'node:crypto';
import { EXPRESSION_NOTICE } from '@hadir/contracts';
import { sql } from '@hadir/local-stack/testing';
import { sendImport } from '../imports/send-import.ts';
import type { Visitor } from './visitor.ts';

/** A grey PNG of 64 × 64 pixels. */
const LOGO =
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAAAAACPAi4CAAAAKUlEQVR4nO3MQREAAAwCIKMb3RD77SAA6VEEAoFAIBAIBAKBQCAQfA8G320AeUC9G5AAAAAASUVORK5CYII=';

export async function visitSite({ api, world, good, send }: Visitor): Promise<void> {
  const { version } = await good('GET /v1/settings');
  await send('PUT /v1/settings', {
    version,
    expression: { enabled: true, acknowledgement: EXPRESSION_NOTICE },
  });
  await good(`GET /v1/sessions/${world.sessionId}/expression`);
  await send('PUT /v1/settings/institution', { name: 'Universitas' });
  await good('GET /v1/settings/institution');
  const form = new FormData();
  form.append('logo', new Blob([Buffer.from(LOGO, 'base64')], { type: 'image/png' }), 'logo.png');
  await good('PUT /v1/settings/logo', { form });
  await good('GET /v1/settings/logo');
  await good('DELETE /v1/settings/logo');
  const { body } = await sendImport(api.ask, 'students', { bytes: 'number,name\nX900001,Ayu\n' });
  for (const rest of ['', '/problems', '/changes']) await good(`GET /v1/imports/${body.id}${rest}`);
  await good(`POST /v1/imports/${body.id}/apply`, { as: 'staff' });
  const studentIds = [world.studentId, world.strangerId] as const;
  await api.database.lookAlikes.note([{ studentIds, engine: 'deep', score: 0.7 }], new Date());
  const pair = `/v1/look-alikes/${(await good('GET /v1/look-alikes')).items[0].id}/dismiss`;
  await good(`POST ${pair}`);
  await good(`DELETE ${pair}`);
  await good('GET /v1/retention/due');
  await good('POST /v1/retention/runs');
  for (const path of [
    '/v1/retention/runs',
    '/v1/audit',
    '/v1/audit/verification',
    '/openapi.json',
    '/metrics',
  ]) {
    await good(`GET ${path}`);
  }
}

export async function visitDevices({ api, world, good, send, begin }: Visitor): Promise<void> {
  await send('POST /v1/devices', { id: 'door-c', name: 'Door', roomId: world.roomId });
  for (const path of ['/v1/devices', '/v1/devices/door-c', '/v1/device-health']) await good(`GET ${path}`);
  for (const rest of ['health', 'spans', 'settings']) await good(`GET /v1/devices/door-c/${rest}`);
  await send('PATCH /v1/devices/door-c', { name: 'Back door' });
  await send('PATCH /v1/devices/door-c/settings', { quality: 10, lampMode: null });
  const made = { name: 'camera', role: 'device', deviceId: 'door-c' };
  const { key } = await send('POST /v1/api-keys', made);
  await good('GET /v1/device', { as: `Bearer ${key}` });
  await good('POST /v1/devices/door-c/rotate-key');
  await good('POST /v1/devices/door-c/revoke');
  for (const path of ['/v1/live', `/v1/sessions/${world.sessionId}/live`]) await begin(path);
  const target = { kind: 'email', to: ['dean@example.ac.id'] };
  const channel = await send('POST /v1/notifications/channels', { name: 'Dean', target });
  const channelId = channel.id ?? channel.channel.id;
  const one = `/v1/notifications/channels/${channelId}`;
  await good('GET /v1/notifications/channels');
  await good(`GET ${one}`);
  await send(`PATCH ${one}`, { perMinute: 5 });
  await good(`POST ${one}/test`);
  const subscription = await send('POST /v1/notifications/subscriptions', { channelId, event: 'marked' });
  await good('GET /v1/notifications/subscriptions');
  const ids = [randomUUID(), randomUUID()];
  for (const id of ids) {
    await sql(
      api.databaseUrl,
      `INSERT INTO notification_deliveries (id, channel_id, status, revision, due_at, attempts, created_at, updated_at)
       VALUES ('${id}', '${channelId}', 'given-up', 1, NOW(3), 3, NOW(3), NOW(3))`,
    );
  }
  await good('GET /v1/notifications/deliveries');
  await good('GET /v1/notifications/given-up');
  await good(`POST /v1/notifications/deliveries/${ids[0]}/retry`);
  await good(`POST /v1/notifications/deliveries/${ids[1]}/dismiss`);
  await good(`DELETE /v1/notifications/subscriptions/${subscription.id}`);
  await good(`DELETE ${one}`);
}
