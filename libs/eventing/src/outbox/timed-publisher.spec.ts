import { RelayTally } from '../observability/relay-tally';
import type { OutboxRow } from './outbox-row';
import { TimedPublisher } from './timed-publisher';

const rows = [90, 10].map((age) => ({ createdAt: Date.now() / 1_000 - age })) as OutboxRow[];

describe('TimedPublisher', () => {
  it('notes for each batch how long it took, and how old its oldest event had become', async () => {
    const tally = new RelayTally();
    const publisher = new TimedPublisher({ publish: () => Promise.resolve() }, tally);
    await publisher.publish(rows);
    await publisher.publish([]);
    expect([tally.confirm.count, tally.lag.count, tally.failedBatches]).toEqual([2, 1, 0]);
    expect(Math.round(tally.lag.sum)).toBe(90);
  });

  it('tells of a batch that failed, and counts no time for it', async () => {
    const tally = new RelayTally();
    const publisher = new TimedPublisher({ publish: () => Promise.reject(new Error('no broker')) }, tally);
    await expect(publisher.publish(rows)).rejects.toThrow('no broker');
    expect([tally.confirm.count, tally.lag.count, tally.failedBatches]).toEqual([0, 0, 1]);
  });
});
