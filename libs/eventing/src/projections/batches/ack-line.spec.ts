import fc from 'fast-check';
import type { IncomingMessage } from '../../broker/broker';
import { AckLine } from './ack-line';

function setUp(count: number) {
  const ackedUpTo: number[] = [];
  const acked: number[] = [];
  const line = new AckLine();
  const messages = Array.from(
    { length: count },
    (_, index) =>
      ({
        ackUpTo: () => ackedUpTo.push(index) > 0,
        ack: () => acked.push(index) > 0,
      }) as unknown as IncomingMessage,
  );
  messages.forEach((message) => line.join(message));
  const settle = (...indices: number[]) =>
    line.settle(indices.map((index) => messages[index] as IncomingMessage));
  return { settle, ackedUpTo, acked };
}

describe('AckLine', () => {
  it('acks what is done by the last of it', () => {
    const { settle, ackedUpTo } = setUp(4);
    settle(0, 1);
    expect(ackedUpTo).toEqual([1]);
    settle(2, 3);
    expect(ackedUpTo).toEqual([1, 3]);
  });

  it('settles each of them too, for one may have come over a connection that is gone', () => {
    const { settle, acked } = setUp(3);
    settle(0, 1, 2);
    expect(acked).toEqual([0, 1, 2]);
  });

  it('never acks past what is not done', () => {
    const { settle, ackedUpTo } = setUp(5);
    settle(1, 2, 4);
    expect(ackedUpTo).toEqual([]);
    settle(0);
    expect(ackedUpTo).toEqual([2]);
    settle(3);
    expect(ackedUpTo).toEqual([2, 4]);
  });

  it('has acked everything once everything is done, in whichever order that came', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(30).keys()], { minLength: 30 }), (order) => {
        const { settle, ackedUpTo, acked } = setUp(30);
        const done = new Set<number>();
        for (const index of order) {
          settle(index);
          done.add(index);
          const covered = ackedUpTo.at(-1) ?? -1;
          expect([...Array(covered + 1).keys()].filter((each) => !done.has(each))).toEqual([]);
        }
        expect(ackedUpTo.at(-1)).toBe(29);
        expect(acked).toEqual([...Array(30).keys()]);
      }),
    );
  });
});
