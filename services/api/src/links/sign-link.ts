import { SIGNATURE_BYTES, type Signer } from '@hadir/platform';

/** What a personal link says. It names no one but by the student's id. */
export type Link = {
  readonly studentId: string;
  /** The student's `linkEpoch` when the link was made. */
  readonly epoch: number;
  /** Whole seconds. */
  readonly expiresAt: Date;
};

export type Links = {
  /** `hsl_` and base64url: short enough for a QR code. */
  sign(link: Link): string;
  /** What was signed, whether it has expired or not; undefined for what none of our keys signed. */
  read(token: string): Link | undefined;
};

export const LINK_PURPOSE = 'student links';
export const LINK_TOKEN = /^hsl_[A-Za-z0-9_-]{76}$/;

const VERSION = 1;
const ID_BYTES = 16;
/** Version (1), student (16), epoch (4), seconds since 1970 (4). */
const BODY_BYTES = 1 + ID_BYTES + 4 + 4;

export function createLinks(signer: Signer): Links {
  return {
    sign(link) {
      const body = bodyOf(link);
      return `hsl_${Buffer.concat([body, signer.sign(body)]).toString('base64url')}`;
    },
    read(token) {
      if (!LINK_TOKEN.test(token)) return undefined;
      const bytes = Buffer.from(token.slice(4), 'base64url');
      const body = bytes.subarray(0, BODY_BYTES);
      if (bytes.length !== BODY_BYTES + SIGNATURE_BYTES || body[0] !== VERSION) return undefined;
      return signer.verify(body, bytes.subarray(BODY_BYTES)) ? linkOf(body) : undefined;
    },
  };
}

function bodyOf({ studentId, epoch, expiresAt }: Link): Buffer {
  const body = Buffer.alloc(BODY_BYTES);
  body.writeUInt8(VERSION, 0);
  body.write(studentId.replaceAll('-', ''), 1, ID_BYTES, 'hex');
  body.writeUInt32BE(epoch, 1 + ID_BYTES);
  body.writeUInt32BE(Math.floor(expiresAt.getTime() / 1000), 5 + ID_BYTES);
  return body;
}

function linkOf(body: Buffer): Link {
  const hex = body.toString('hex', 1, 1 + ID_BYTES);
  return {
    studentId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    epoch: body.readUInt32BE(1 + ID_BYTES),
    expiresAt: new Date(body.readUInt32BE(5 + ID_BYTES) * 1000),
  };
}
