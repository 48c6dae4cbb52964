import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const AUTH_MODES = ['signed', 'bearer'] as const;
export type AuthMode = (typeof AUTH_MODES)[number];

export type Device = {
  /** Chosen by people: 3 to 32 of a–z, 0–9 and '-'. */
  readonly id: string;
  readonly name: string;
  readonly roomId: string | null;
  readonly authMode: AuthMode;
  /** The device's key, sealed for the context `device:<id>`. */
  readonly keyCiphertext: Buffer;
  readonly revokedAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly createdAt: Date;
  /** What is set otherwise than the defaults, as it was written; `deviceSettingsOf` of the contracts fills the others in. */
  readonly settings: Readonly<Record<string, unknown>> | null;
};

export const deviceTable = new EntitySchema<Device>({
  name: 'Device',
  tableName: 'devices',
  columns: {
    id: text('id', 32, primary),
    name: text('name', 120),
    roomId: uuid('room_id', nullable),
    authMode: oneOf('auth_mode', AUTH_MODES),
    keyCiphertext: { name: 'key_ciphertext', type: 'varbinary', length: 512 },
    revokedAt: moment('revoked_at', nullable),
    lastSeenAt: moment('last_seen_at', nullable),
    createdAt: moment('created_at'),
    settings: { name: 'settings', type: 'json', nullable: true },
  },
});
