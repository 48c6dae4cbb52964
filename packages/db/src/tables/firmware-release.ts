import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

const FIRMWARE_TARGETS = ['esp32', 'esp32s3', 'posix'] as const;

/** A version of the firmware for one kind of board, without its image. It is never changed but in how far it is rolled out. */
export type FirmwareRelease = {
  readonly id: string;
  readonly target: (typeof FIRMWARE_TARGETS)[number];
  /** Three numbers, such as `1.3.0`. */
  readonly version: string;
  /** Bytes. */
  readonly size: number;
  /** Of the image, as 64 hex digits. */
  readonly sha256: string;
  /** ECDSA on P-256, in DER. */
  readonly signature: Buffer;
  /** SHA-256 of the public key that the signature is good for, as 64 hex digits. */
  readonly keyFingerprint: string;
  readonly notes: string | null;
  /** 0 to 100. */
  readonly rolloutPercent: number;
  /** Since when devices that it covers must have it, even those with a newer one; null unless it is forced. */
  readonly forcedAt: Date | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: string | null;
};

export type FirmwareImage = FirmwareRelease & { readonly image: Buffer };

/** `image` is read by nothing that does not name it. */
export const firmwareReleaseTable = new EntitySchema<FirmwareImage>({
  name: 'FirmwareRelease',
  tableName: 'firmware_releases',
  columns: {
    id: uuid('id', primary),
    target: oneOf('target', FIRMWARE_TARGETS),
    version: text('version', 15),
    size: { name: 'size', type: 'int', unsigned: true },
    sha256: text('sha256', 64),
    signature: { name: 'signature', type: 'varbinary', length: 72 },
    keyFingerprint: text('key_fingerprint', 64),
    image: { name: 'image', type: 'mediumblob', select: false },
    notes: text('notes', 2000, nullable),
    rolloutPercent: { name: 'rollout_percent', type: 'smallint', unsigned: true },
    forcedAt: moment('forced_at', nullable),
    createdAt: moment('created_at'),
    createdBy: text('created_by', 120),
    withdrawnAt: moment('withdrawn_at', nullable),
    withdrawnBy: text('withdrawn_by', 120, nullable),
  },
});
