import type { BrokerStatus, IncomingMessage } from '../../../src/broker/broker';
import { BrokerUnavailableError } from '../../../src/broker/broker-errors';
import { eventually } from '@warren/eventing/testing';
import { CollectingConsumer } from '../collecting-consumer';
import { type Fixture, ids } from './fixture';

export function describeInterruptions(fixture: () => Fixture): void {
  it('does nothing but count an ack that comes too late, and does not have the message handled twice', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), ackIf('warm-up'), 10);
    await broker.publish(f.message('warm-up'));
    await consumer.has(1);
    for (const id of ids(5)) await broker.publish(f.message(id));
    await consumer.has(6);
    f.underTest.cutConnections();
    await eventually('the redeliveries, held', () => broker.counters().heldRedeliveries >= 5);
    for (const message of consumer.messages.slice(1)) expect(message.ack()).toBe(false);
    expect(broker.counters().staleAcks).toBe(5);
    await consumer.stop();
    const next = new CollectingConsumer(broker, f.names.queue('watch'));
    await eventually('a connection', () => broker.status() === 'connected');
    await broker.publish(f.message('afterwards'));
    await next.has(1);
    await f.settles(() => expect(next.ids).toEqual(['afterwards']));
    expect(consumer.ids).toEqual(['warm-up', ...ids(5)]);
  });

  it('settles a batch that began on a connection which was lost', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), ackIf('warm-up'), 10);
    await broker.publish(f.message('warm-up'));
    await consumer.has(1);
    for (const id of ids(4)) await broker.publish(f.message(id));
    await consumer.has(5);
    f.underTest.cutConnections();
    await eventually('the redeliveries, held', () => broker.counters().heldRedeliveries >= 4);
    await eventually('a connection', () => broker.status() === 'connected');
    await broker.publish(f.message('later'));
    await consumer.has(6);
    expect(consumer.messages[5]?.ackUpTo()).toBe(true);
    await consumer.stop();
    const next = new CollectingConsumer(broker, f.names.queue('watch'));
    await f.settles(() => expect(next.ids).toEqual([]));
    expect(consumer.ids).toEqual(['warm-up', ...ids(4), 'later']);
  });

  it('does not settle, along with later messages, one that another consumer is still at', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const slow = new CollectingConsumer(broker, f.names.queue('watch'), () => undefined);
    await broker.publish(f.message('slow'));
    await slow.has(1);
    await slow.subscription.cancel();
    const quick = new CollectingConsumer(broker, f.names.queue('watch'), ackIf('warm-up'), 10);
    await broker.publish(f.message('warm-up'));
    await quick.has(1);
    f.underTest.cutConnections();
    await eventually('the redelivery, held', () => broker.counters().heldRedeliveries >= 1);
    await eventually('a connection', () => broker.status() === 'connected');
    for (const id of ids(2)) await broker.publish(f.message(id));
    await quick.has(3);
    expect(quick.messages[2]?.ackUpTo()).toBe(true);
    await quick.stop();
    const next = new CollectingConsumer(broker, f.names.queue('watch'), () => undefined);
    await eventually('the redelivery, held again', () => broker.counters().heldRedeliveries >= 2);
    slow.messages[0]?.ack();
    await f.settles(() => expect(next.ids).toEqual([]));
  });

  it('consumes again, with the bindings back, from a queue that was deleted', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'));
    await broker.publish(f.message('before'));
    await consumer.has(1);
    await f.underTest.deleteQueue(f.names.queue('watch'));
    await eventually('a routed message', async () => (await broker.publish(f.message('after'))) === 'routed');
    await consumer.has(2);
    expect(consumer.ids[1]).toBe('after');
    expect(broker.counters().resumedConsumers).toBe(1);
  });

  it('takes nothing while it is paused, can settle what it has, and begins anew with one message', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), ackIf('warm-up'), 10);
    await broker.publish(f.message('warm-up'));
    await consumer.has(1);
    for (const id of ids(3)) await broker.publish(f.message(id));
    await consumer.has(4);
    consumer.subscription.pause();
    expect(consumer.subscription.status()).toBe('waiting');
    await f.settles(() => undefined);
    for (const id of ['later-1', 'later-2']) await broker.publish(f.message(id));
    await f.settles(() => expect(consumer.ids).toEqual(['warm-up', ...ids(3)]));
    for (const message of consumer.messages.slice(1)) expect(message.ack()).toBe(true);
    await f.settles(() => expect(consumer.ids).toEqual(['warm-up', ...ids(3)]));
    consumer.subscription.resume();
    await consumer.has(5);
    await f.settles(() => expect(consumer.ids.slice(4)).toEqual(['later-1']));
    expect(consumer.subscription.status()).toBe('consuming');
    consumer.messages[4]?.ack();
    await consumer.has(6);
    expect(consumer.messages[5]).toMatchObject({ redelivered: false });
  });

  it('takes one after the other when it is asked to, until it is asked to go on in full', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), ackIf('warm-up'), 10);
    await broker.publish(f.message('warm-up'));
    await consumer.has(1);
    consumer.subscription.pause();
    await f.settles(() => expect(consumer.subscription.status()).toBe('waiting'));
    for (const id of ids(8)) await broker.publish(f.message(id));
    consumer.subscription.resume('one-by-one');
    for (let taken = 2; taken <= 4; taken += 1) {
      await consumer.has(taken);
      await f.settles(() => expect(consumer.messages).toHaveLength(taken));
      if (taken === 4) consumer.subscription.resume('full');
      consumer.messages[taken - 1]?.ack();
    }
    await consumer.has(9);
    expect(consumer.messages.filter(({ redelivered }) => redelivered)).toEqual([]);
  });

  it('gives what it has back once when connections are lost during a pause, however often', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), ackIf('warm-up'), 40);
    await broker.publish(f.message('warm-up'));
    await consumer.has(1);
    for (const id of ids(30)) await broker.publish(f.message(id));
    await consumer.has(31);
    consumer.subscription.pause();
    await f.settles(() => undefined);
    for (let cuts = 1; cuts <= 6; cuts += 1) {
      f.underTest.cutConnections();
      await eventually('no connection any more, or one again', () => broker.status() === 'connected');
      await f.settles(() => expect(consumer.messages).toHaveLength(31));
    }
    consumer.subscription.resume();
    await eventually('a redelivery that waits', () => broker.counters().heldRedeliveries === 1);
    for (const message of consumer.messages.slice(1)) message.ack();
    await consumer.stop();
    const next = new CollectingConsumer(broker, f.names.queue('watch'));
    await eventually('the others', () => new Set([...consumer.ids, ...next.ids]).size === 31);
    const returned = [...consumer.messages, ...next.messages].filter(({ redelivered }) => redelivered);
    expect(Math.max(0, ...returned.map(({ deliveryCount }) => deliveryCount))).toBeLessThanOrEqual(2);
    const dead = new CollectingConsumer(broker, f.names.deadLetters);
    await f.settles(() => expect(dead.ids).toEqual([]));
  });

  it('does not spend the deliveries of many messages when the connection is lost again and again', async () => {
    const f = fixture();
    const broker = await f.declared({});
    const dead = new CollectingConsumer(broker, f.names.deadLetters);
    const consumer = new CollectingConsumer(broker, f.names.queue('watch'), ackIf('warm-up'), 40);
    await broker.publish(f.message('warm-up'));
    await consumer.has(1);
    for (const id of ids(30)) await broker.publish(f.message(id));
    await consumer.has(31);
    for (let cuts = 1; cuts <= 4; cuts += 1) {
      const held = broker.counters().heldRedeliveries;
      f.underTest.cutConnections();
      await eventually('a redelivery', () => broker.counters().heldRedeliveries > held);
    }
    await consumer.stop();
    const next = new CollectingConsumer(broker, f.names.queue('watch'), undefined, 1);
    await eventually('all of them', () => new Set([...next.ids, ...dead.ids]).size === 30);
    expect(dead.ids.length).toBeLessThanOrEqual(1); // the one that a new consumer gets first
  });

  it('says what state it is in, each change once', async () => {
    const f = fixture();
    const broker = f.underTest.client();
    const seen: BrokerStatus[] = [];
    broker.onStatus((status) => seen.push(status));
    const stop = broker.onStatus(() => {
      throw new Error('a bug in a listener');
    });
    expect(broker.status()).toBe('connecting');
    broker.start();
    await eventually('connected', () => broker.status() === 'connected');
    stop();
    f.underTest.goAway();
    await eventually('connecting', () => broker.status() === 'connecting');
    f.underTest.comeBack();
    await eventually('connected again', () => broker.status() === 'connected');
    await broker.close();
    expect(broker.status()).toBe('closed');
    expect(seen).toEqual(['connected', 'connecting', 'connected', 'closed']);
  });

  it('declares as soon as there is a connection, and gives up when it is closed', async () => {
    const f = fixture();
    f.underTest.goAway();
    const [patient, closed] = [f.underTest.client(), f.underTest.client()];
    for (const broker of [patient, closed]) broker.start();
    const declaring = patient.declare(f.topology({}));
    const refused = expect(closed.declare(f.topology({}))).rejects.toBeInstanceOf(BrokerUnavailableError);
    await closed.close();
    await refused;
    f.underTest.comeBack();
    expect(await declaring).toEqual([]);
    await patient.close();
  });
}

function ackIf(id: string): (message: IncomingMessage) => void {
  return (message) => message.properties.messageId === id && message.ack();
}
