import type { BrokerStatus, IncomingMessage } from '../../../src/broker/broker';
import { BrokerUnavailableError } from '../../../src/broker/broker-errors';
import { eventually } from '../../support/eventually';
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
