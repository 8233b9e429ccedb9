import { newCounters } from '../counters';
import { DeliveredMessage } from './delivered-message';
import { PrefetchWarmUp } from './prefetch-warm-up';
import { RunningMessages } from './running-messages';
import { Settlements } from './settlements';

function setUp() {
  const written: string[] = [];
  const link = {
    isOpen: true,
    ack: (tag: number, multiple: boolean) => void written.push(multiple ? `up to ${tag}` : `${tag}`),
  };
  const counters = newCounters();
  const running = new RunningMessages();
  const settlements = new Settlements(link, running, new PrefetchWarmUp(10, () => undefined), counters);
  const arrival = (deliveryTag: number) =>
    new DeliveredMessage(
      {
        queue: 'q',
        exchange: 'e',
        routingKey: 'k',
        body: Buffer.from(''),
        properties: { messageId: `m${deliveryTag}` },
        redelivered: false,
        deliveryCount: 0,
        deliveryTag,
      },
      settlements,
    );
  const handOut = (tag: number) => {
    const message = arrival(tag);
    settlements.handOut(message);
    return message;
  };
  return { written, link, counters, settlements, arrival, handOut };
}

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
