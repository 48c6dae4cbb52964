import { newReleaseKeys, publish } from '../firmware.ts';
import type { Visitor } from './visitor.ts';

export async function visitFirmware({ api, good, send }: Visitor): Promise<void> {
  const { status, body, text } = await publish(api.ask, { version: '1.0.0', keys: newReleaseKeys() });
  if (status !== 201) throw new Error(`publishing answered ${status}: ${text}`);
  const one = `/v1/firmware/${body.id}`;
  await good('GET /v1/firmware');
  await good(`GET ${one}`);
  await send(`PATCH ${one}`, { rolloutPercent: 10, forced: true, notes: null });
  await good('GET /v1/firmware/status', { as: 'viewer' });
  await good('GET /v1/firmware/versions', { as: 'viewer' });
  await good(`POST ${one}/withdraw`);
}
