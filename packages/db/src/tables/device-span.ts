import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const DEVICE_STATES = ['online', 'offline'] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

/** A stretch of time in which a device was heard of, or was not. */
export type DeviceSpan = {
  readonly id: string;
  readonly deviceId: string;
  readonly state: DeviceState;
  readonly fromAt: Date;
  /** Null while it lasts. */
  readonly toAt: Date | null;
  /** 1 while it lasts, else null. */
  readonly isOpen: number | null;
};

export const deviceSpanTable = new EntitySchema<DeviceSpan>({
  name: 'DeviceSpan',
  tableName: 'device_spans',
  columns: {
    id: uuid('id', primary),
    deviceId: text('device_id', 32),
    state: oneOf('state', DEVICE_STATES),
    fromAt: moment('from_at'),
    toAt: moment('to_at', nullable),
    isOpen: { name: 'is_open', type: 'tinyint', nullable: true },
  },
});
