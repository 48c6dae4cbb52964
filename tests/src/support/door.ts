import { randomBytes } from 'node:crypto';
import { createSceneComposer, loadPortrait, type Portrait, type ScenePhoto } from '@hadir/camera';
import { FRAMES_PATH, FrameAnswer, parseDeviceKey, sha256Hex, signedHeaders } from '@hadir/contracts';

/** A device whose frames a test posts one by one, so that it knows each frame's id and answer. */
export type Door = {
  readonly deviceId: string;
  /**
   * What a camera sees when these people stand there; none is an empty doorway. The same seed is the same frame,
   * at every door and in every run: in a frame drawn by chance a face is, now and then, not to be found.
   */
  see(people: readonly ScenePhoto[], seed: string): Promise<Buffer>;
  /** Posts a new frame, captured now unless told. */
  post(jpeg: Buffer, options?: { readonly capturedAt?: Date; readonly seq?: number }): Promise<Posted>;
};

export type Posted = {
  readonly status: number;
  /** Only of a 200 or 202. */
  readonly answer: FrameAnswer | undefined;
  readonly seq: number;
  readonly retryAfter: string | null;
};

export type DoorOptions = {
  readonly ingestUrl: () => string;
  readonly deviceId: string;
  /** `hdk_…` */
  readonly deviceKey: string;
};

const FACE_PX = 170;
const DOORWAY = 'door';
const TIMEOUT_MS = 15_000;

export function openDoor({ ingestUrl, deviceId, deviceKey }: DoorOptions): Door {
  const key = parseDeviceKey(deviceKey);
  if (!key) throw new Error('not a device key');
  const composer = createSceneComposer(DOORWAY);
  const portraits = new Map<ScenePhoto, Promise<Portrait>>();
  const portraitOf = (photo: ScenePhoto): Promise<Portrait> => {
    const known = portraits.get(photo) ?? loadPortrait(photo);
    portraits.set(photo, known);
    return known;
  };
  const bootId = randomBytes(8).toString('hex');
  let nextSeq = 1;
  return {
    deviceId,
    async see(people, seed) {
      const faces = await Promise.all(people.map(portraitOf));
      return (await composer.compose(faces, { seed, facePx: faces.length > 1 ? 130 : FACE_PX })).jpeg;
    },
    async post(jpeg, { capturedAt = new Date(), seq = nextSeq++ } = {}) {
      const sentMono = Math.max(0, Date.now() - capturedAt.getTime());
      const fields = { deviceId, bootId, seq, capturedAt: capturedAt.getTime(), capturedMono: 0, sentMono };
      const response = await fetch(new URL(FRAMES_PATH, ingestUrl()), {
        method: 'POST',
        body: new Uint8Array(jpeg),
        headers: {
          'content-type': 'image/jpeg',
          ...signedHeaders(key, { ...fields, sha256: sha256Hex(jpeg) }),
        },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const body: unknown = await response.json();
      const answer = response.ok ? FrameAnswer.parse(body) : undefined;
      return { status: response.status, answer, seq, retryAfter: response.headers.get('retry-after') };
    },
  };
}
