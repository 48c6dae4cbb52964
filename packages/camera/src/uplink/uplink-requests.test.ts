import { FRAMES_PATH, wireHeaders } from '@hadir/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { bootId, closeServers, deviceId, frame, jpeg, key, setUp, verify } from '../testing/uplink-setup.ts';
import { createDeviceClock } from './device-clock.ts';

afterEach(closeServers);

describe('uplink: what it sends', () => {
  it('when frames are posted, then each is signed and numbered over one connection', async () => {
    const { server, uplink, events, finish } = await setUp([]);
    uplink.push(frame('a'));
    uplink.push(frame('b'));
    await finish();
    expect(server.posts.map(({ path }) => path)).toEqual([FRAMES_PATH, FRAMES_PATH]);
    expect(server.posts.map(verify)).toEqual([true, true]);
    expect(server.posts.map(({ headers }) => headers[wireHeaders.idempotencyKey])).toEqual([
      `${bootId}-1`,
      `${bootId}-2`,
    ]);
    expect(events).toMatchObject([
      { seq: 1, result: 'accepted', people: ['a'], attempts: 1, frameId: `${deviceId}-${bootId}-1` },
      { seq: 2, result: 'accepted', people: ['b'], attempts: 1 },
    ]);
    expect(uplink.stats()).toEqual({
      captured: 2,
      accepted: 2,
      duplicates: 0,
      dropped: {},
      retries: 0,
      waiting: 0,
    });
    expect(uplink.intervalMs()).toBe(500);
  });

  it('when a frame is old already, then its capture lies as far back as it is old', async () => {
    let mono = 5_000;
    const clock = createDeviceClock({ now: () => 1_700_000_000_000, monoMs: () => mono });
    const { server, uplink, finish } = await setUp([], { clock });
    mono += 1_000;
    uplink.push(frame('a', 250));
    mono += 40;
    await finish();
    expect(server.posts[0]?.headers).toMatchObject({
      [wireHeaders.capturedMono]: '5750',
      [wireHeaders.capturedAt]: '1700000000750',
      [wireHeaders.sentMono]: '6040',
    });
  });

  it('when the device is in bearer mode, then it sends its key and no signature', async () => {
    const { server, uplink, finish } = await setUp([], { auth: 'bearer' });
    uplink.push(frame('a'));
    await finish();
    const headers = server.posts[0]?.headers ?? {};
    expect(headers.authorization).toBe(`Bearer hdk_${key.toString('base64url')}`);
    expect(headers[wireHeaders.deviceId]).toBe(deviceId);
    expect(headers).not.toHaveProperty(wireHeaders.signature);
    expect(headers).not.toHaveProperty(wireHeaders.seq);
  });

  it('when the form is multipart, then the frame is the file field "frame" and the signature covers its bytes', async () => {
    const { server, uplink, finish } = await setUp([], { form: 'multipart' });
    uplink.push(frame('a'));
    await finish();
    const post = server.posts[0];
    const form = await new Response(post?.body, {
      headers: { 'content-type': String(post?.headers['content-type']) },
    }).formData();
    const file = form.get('frame');
    expect(file).toBeInstanceOf(File);
    const body = Buffer.from(await (file as File).arrayBuffer());
    expect(body).toEqual(jpeg('a'));
    expect(post && verify({ ...post, body })).toBe(true);
  });
});
