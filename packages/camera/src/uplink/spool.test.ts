import { describe, expect, it } from 'vitest';
import { createSpool } from './spool.ts';

const frame = (seq: number) => ({ seq });

describe('createSpool', () => {
  it('when more frames come than it holds, then the oldest go and the newest stay', () => {
    const spool = createSpool<{ seq: number }>(3);
    const pushedOut = [1, 2, 3, 4, 5].map((seq) => spool.push(frame(seq))?.seq);
    expect(pushedOut).toEqual([undefined, undefined, undefined, 1, 2]);
    expect([spool.take(), spool.take(), spool.take()].map((item) => item?.seq).sort()).toEqual([3, 4, 5]);
  });

  it('when there is a backlog, then oldest and newest go in turn', () => {
    const spool = createSpool<{ seq: number }>(10);
    for (const seq of [1, 2, 3, 4, 5]) spool.push(frame(seq));
    const order = Array.from({ length: 5 }, () => spool.take()?.seq);
    expect(order).toEqual([1, 5, 2, 4, 3]);
    expect(spool.take()).toBeUndefined();
  });

  it('when a frame is put back, then it has its old place', () => {
    const spool = createSpool<{ seq: number }>(10);
    for (const seq of [1, 2, 3]) spool.push(frame(seq));
    const oldest = spool.take();
    const newest = spool.take();
    expect([oldest?.seq, newest?.seq]).toEqual([1, 3]);
    if (oldest) spool.putBack(oldest);
    expect(spool.take()?.seq).toBe(1);
  });

  it('when an old frame is put back into a full spool, then it is the one that goes', () => {
    const spool = createSpool<{ seq: number }>(2);
    spool.push(frame(1));
    const taken = spool.take();
    spool.push(frame(2));
    spool.push(frame(3));
    expect(taken && spool.putBack(taken)).toEqual(frame(1));
    expect(spool.size()).toBe(2);
  });
});
