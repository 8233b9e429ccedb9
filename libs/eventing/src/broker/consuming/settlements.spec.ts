import { newCounters } from '../counters';
import { DeliveredMessage } from './delivered-message';
import { HandedOut } from './handed-out';
import { PrefetchWarmUp } from './prefetch-warm-up';
import { RunningMessages } from './running-messages';
import { Settlements, type SubscriptionState } from './settlements';

function newLink() {
  const written: string[] = [];
  return {
    written,
    isOpen: true,
    ack: (tag: number, multiple: boolean) => void written.push(multiple ? `up to ${tag}` : `${tag}`),
  };
}

function setUp() {
  const state: SubscriptionState = {
    deliver: () => undefined,
    handedOut: new HandedOut(),
    running: new RunningMessages(),
    warmUp: new PrefetchWarmUp(10, () => undefined),
    counters: newCounters(),
  };
  const link = newLink();
  const settlements = new Settlements(link, state);
  const arrival = (deliveryTag: number, on = settlements) =>
    new DeliveredMessage({ ...ANY, properties: { messageId: `m${deliveryTag}` }, deliveryTag }, on);
  const handOut = (tag: number, on = settlements) => {
    const message = arrival(tag, on);
    on.handOut(message);
    return message;
  };
  return { state, link, written: link.written, counters: state.counters, settlements, arrival, handOut };
}

const ANY = {
  queue: 'q',
  exchange: 'e',
  routingKey: 'k',
  body: Buffer.from(''),
  redelivered: false,
  deliveryCount: 0,
};

describe('Settlements', () => {
  it('writes an ack once', () => {
    const { written, handOut, settlements } = setUp();
    const message = handOut(1);
    expect([message.ack(), message.ack(), message.ackUpTo()]).toEqual([true, false, false]);
    expect(written).toEqual(['1']);
    expect(settlements.unsettled).toBe(0);
  });

  it('acks a batch with one write, up to the last message of it that is still unsettled', () => {
    const { written, handOut, settlements } = setUp();
    const [, , third, fourth] = [handOut(1), handOut(2), handOut(3), handOut(4), handOut(5)];
    fourth?.ack();
    expect(fourth?.ackUpTo()).toBe(true);
    expect(written).toEqual(['4', 'up to 3']);
    expect(third?.ack()).toBe(false);
    expect(settlements.unsettled).toBe(1);
  });

  it('acks one by one where a held redelivery lies between', () => {
    const { written, handOut, settlements, arrival } = setUp();
    const held = arrival(2);
    handOut(1);
    settlements.hold(held);
    expect(handOut(3).ackUpTo()).toBe(true);
    expect(written).toEqual(['1', '3']);
    settlements.settleHeld(held);
    settlements.settleHeld(held);
    expect(written).toEqual(['1', '3', '2']);
  });

  it('does not ack along what was held before and handed out after', () => {
    const { written, handOut, settlements, arrival } = setUp();
    const held = arrival(1);
    settlements.hold(held);
    const [, third] = [handOut(2), handOut(3)];
    settlements.handOut(held);
    expect(third?.ackUpTo()).toBe(true);
    expect(written).toEqual(['2', '3']);
    expect(settlements.unsettled).toBe(1);
    expect(held.ackUpTo()).toBe(true);
    expect(written).toEqual(['2', '3', '1']);
  });

  it('settles a batch that came on two links on each of them', () => {
    const { state, written, handOut, link, counters } = setUp();
    handOut(1);
    handOut(2);
    link.isOpen = false;
    const newer = newLink();
    const onNewer = new Settlements(newer, state);
    handOut(1, onNewer);
    const last = handOut(2, onNewer);
    const next = handOut(3, onNewer);
    expect(last.ackUpTo()).toBe(true);
    expect([written, newer.written]).toEqual([[], ['up to 2']]);
    expect(counters.staleAcks).toBe(2);
    expect(state.handedOut.all()).toEqual([next]);
  });

  it('counts acks for a link that is gone, and writes nothing', () => {
    const { written, handOut, link, counters } = setUp();
    const [first, , third] = [handOut(1), handOut(2), handOut(3)];
    link.isOpen = false;
    expect([first?.ack(), third?.ackUpTo()]).toEqual([false, false]);
    expect(counters.staleAcks).toBe(3);
    expect(written).toEqual([]);
  });

  it('takes a link that throws for one that is gone', () => {
    const { handOut, link, counters } = setUp();
    link.ack = () => {
      throw new Error('Channel closed');
    };
    expect(handOut(1).ack()).toBe(false);
    expect(counters.staleAcks).toBe(1);
  });
});
