import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { BROKER, type Broker } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { DeadLetterRedrive } from '../../src/dead-letters/redrive/dead-letter-redrive';
import { DeadLetterSearch } from '../../src/dead-letters/search/dead-letter-search';
import type { EventEnvelope } from '../../src/message/envelope';
import { NoteThing } from '../handlers/support/note-thing';
import { thingHappened } from '../handlers/support/thing-happened';
import { deliver } from '../sagas/support/saga-service';
import { RABBITMQ_URL } from '../support/test-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { eventsOf, RedriveWorld, things } from './support/redrive-world';

jest.setTimeout(120_000);

describe('Sending dead letters round again', () => {
  let world: RedriveWorld;
  let service: INestApplicationContext;
  let redrive: DeadLetterRedrive;
  let search: DeadLetterSearch;
  let note: NoteThing;

  beforeAll(async () => {
    world = await RedriveWorld.create();
    service = await world.replica({
      handlers: { immediateTries: 1, retryDelays: ['100ms'], breaker: false },
    });
    redrive = service.get(DeadLetterRedrive);
    search = service.get(DeadLetterSearch);
    note = service.get(NoteThing);
  });
  beforeEach(async () => {
    note.afterwards = () => undefined;
    await world.clear();
  });
  afterAll(() => world?.end());

  const kim = { actor: 'kim' };
  const send = async (ids: string[], options = {}) =>
    world.finished(service, (await redrive.letters(ids, { ...kim, ...options })).id);
  const publish = (body: Buffer, queue = service.get(BrokerNames).queue('note-thing'), headers = {}) =>
    service.get<Broker>(BROKER).publish({ exchange: '', routingKey: queue, body, properties: { headers } });
  const outcome = async (event: EventEnvelope) =>
    (
      await world.query<{ outcome: string }>('select outcome from eventing.inbox where event_id = $1', [
        event.id,
      ])
    )[0]?.outcome;

  it('writes down that one is handled in the transaction of the effect: when that is rolled back, it is not', async () => {
    const [event] = things(1) as [EventEnvelope];
    await world.parked(service, [event]);
    const letter = await world.letterOf(event);
    let seen: unknown;
    note.afterwards = async () => {
      seen = await search.show(letter); // from outside of the transaction
      throw new Error('at the last moment');
    };
    await send([letter]);
    expect(seen).toMatchObject({ status: expect.stringMatching(/requested|sent/) as string });
    expect(await search.show(letter)).toMatchObject({ status: 'parked', errorMessage: 'at the last moment' });
    expect(await outcome(event)).toBe('parked');
    note.afterwards = () => undefined;
    await send([letter]);
    expect(await search.show(letter)).toMatchObject({ status: 'handled', drives: 2 });
    expect(await outcome(event)).toBe('handled');
    expect(await world.notes()).toEqual({ 'thing-1': 1 });
  });

  it('does not use the delayed retries: who waits for it learns at once whether it works', async () => {
    const [event] = things(1) as [EventEnvelope];
    await world.parked(service, [event]);
    expect(note.attemptsOn('thing-1').slice(-2)).toEqual([1, 2]);
    const before = note.attemptsOn('thing-1').length;
    note.afterwards = () => Promise.reject(new Error('no'));
    await send([await world.letterOf(event)]);
    expect(note.attemptsOn('thing-1').length).toBe(before + 1);
  });

  it('handles no event twice that was handled meanwhile, and says what it was', async () => {
    const [event] = things(1) as [EventEnvelope];
    await world.parked(service, [event]);
    await world.query(`delete from eventing.inbox`); // forgotten after its days: a duplicate is handled
    await deliver(service, event);
    await eventually('the duplicate to be handled', async () => (await world.notes())['thing-1'] === 1);
    const letter = await world.letterOf(event);
    await send([letter]);
    expect(await world.notes()).toEqual({ 'thing-1': 1 });
    const { status, history } = await search.show(letter);
    expect(status).toBe('handled');
    expect(history.at(-1)).toMatchObject({ what: 'handled', detail: 'it had been handled already' });
  });

  it('does nothing with copies of what is settled, and of what was parked again', async () => {
    const [event] = things(1) as [EventEnvelope];
    await world.parked(service, [event]);
    const letter = await world.letterOf(event);
    const copy = (drive: number) =>
      publish(Buffer.from(JSON.stringify(event)), undefined, {
        'x-warren-dead-letter': letter,
        'x-warren-drive': drive,
      });
    await copy(1);
    const [marker, end] = [thingHappened({ subject: 'marker' }), thingHappened({ subject: 'end' })];
    await deliver(service, marker);
    await eventually('the marker behind it', async () => (await world.notes()).marker);
    expect(await world.notes()).toEqual({ marker: 1 });
    await send([letter]);
    await copy(1);
    await copy(7);
    await deliver(service, end);
    await eventually('the end', async () => (await world.notes()).end);
    expect(await world.notes()).toEqual({ marker: 1, end: 1, 'thing-1': 1 });
    expect(await search.show(letter)).toMatchObject({ status: 'handled', drives: 1 });
  });

  it('sends what was lost on the way again, and it is handled once', async () => {
    const [event] = things(1) as [EventEnvelope];
    await world.parked(service, [event]);
    const letter = await world.letterOf(event);
    await world.query(
      `update eventing.dead_letters set status = 'sent', drive = 1, sends = 1, look_at = now()`, // and its queue was lost
    );
    await eventually('it to be handled', async () => (await search.show(letter)).status === 'handled');
    expect(await world.history(letter)).toEqual(['parked', 'sent', 'handled']);
    expect(await world.notes()).toEqual({ 'thing-1': 1 });
  });

  it('sends it to the consumer that gave up on it, and to no other', async () => {
    const [event] = things(1) as [EventEnvelope];
    await world.parked(service, [event]);
    const published = jest.spyOn(service.get<Broker>(BROKER), 'publish');
    await send([await world.letterOf(event)]);
    expect(published.mock.calls.map(([{ exchange, routingKey }]) => [exchange, routingKey])).toEqual([
      [`${world.namespace}.svc.direct`, `${world.namespace}.svc.note-thing`],
    ]);
    published.mockRestore();
  });

  it('sends later ones of an aggregate when the earlier one is handled, also when they are asked for first', async () => {
    const [first, second, third] = eventsOf('x', 3) as [EventEnvelope, EventEnvelope, EventEnvelope];
    await world.parked(service, [first, second, third]);
    let isFirst = true;
    const order: number[] = [];
    note.afterwards = ({ amount }) => {
      order.push(amount);
      if (amount === 1 && isFirst) throw new Error('once more');
    };
    const { id } = await redrive.matching({}, kim);
    await eventually('the first to fail again', async () => (await redrive.progress(id)).failed === 1);
    await eventually('the others to be in line', async () => (await redrive.progress(id)).problem);
    expect((await redrive.progress(id)).problem).toContain(
      `waits for the dead letter ${await world.letterOf(first)}`,
    );
    expect(await search.show(await world.letterOf(third))).toMatchObject({
      status: 'requested',
      waitsFor: await world.letterOf(first),
    });
    isFirst = false;
    await redrive.letters([await world.letterOf(first)], kim);
    expect(await world.finished(service, id)).toMatchObject({ handled: 2, failed: 1 });
    expect(order).toEqual([1, 1, 2, 3]);
  });

  it('sends what is no event once the code can read it, and keeps the letter when it still cannot', async () => {
    await publish(Buffer.from('{"no": "event"'));
    await eventually('it to be parked', async () => (await world.statuses()).parked === 1);
    const [letter] = (await search.page()).letters;
    const id = letter?.id ?? '';
    await send([id]);
    expect(await search.show(id)).toMatchObject({
      status: 'parked',
      reason: 'malformed',
      drives: 1,
      envelope: null,
    });
    const repaired = thingHappened({ subject: 'repaired' });
    await world.query('update eventing.dead_letters set body = $1', [Buffer.from(JSON.stringify(repaired))]);
    await send([id]);
    expect(await search.show(id)).toMatchObject({ status: 'handled', drives: 2 });
    expect(await world.notes()).toEqual({ repaired: 1 });
    expect(await world.statuses()).toEqual({ handled: 1 });
  });

  it('sends a stray to the consumer that is named, and to none when none is', async () => {
    const event = thingHappened({ subject: 'stray' });
    await publish(Buffer.from(JSON.stringify(event)), service.get(BrokerNames).deadLetters);
    await eventually('it to be parked', async () => (await world.statuses()).parked === 1);
    const letter = await world.letterOf(event);
    await expect(redrive.letters([letter], kim)).rejects.toThrow(/no consumer in this service: name the one/);
    await send([letter], { to: 'note-thing' });
    expect(await search.show(letter)).toMatchObject({
      status: 'handled',
      consumer: 'unknown',
      target: 'note-thing',
    });
    expect(await world.notes()).toEqual({ stray: 1 });
  });

  it('waits for a queue that is not there, and says so', async () => {
    const [event] = things(1) as [EventEnvelope];
    await world.parked(service, [event]);
    await world.query(`update eventing.dead_letters set target = 'note-things'`);
    await world.query(`update eventing.dead_letters set status = 'requested', drive = 1, look_at = now()`);
    const letter = await world.letterOf(event);
    await eventually('it to be told', async () => (await search.show(letter)).problem);
    expect(await search.show(letter)).toMatchObject({
      status: 'requested',
      problem: `the queue ${world.namespace}.svc.note-things does not exist`,
    });
  });

  it('survives the broker being away', async () => {
    const proxy = await TcpProxy.before(RABBITMQ_URL);
    const other = await RedriveWorld.create();
    try {
      const distant = await other.replica({ brokerUrl: proxy.url });
      await other.parked(distant, things(20));
      proxy.refuse();
      const { id } = await distant.get(DeadLetterRedrive).matching({}, { ...kim, ramp: [5] });
      await eventually('it to be requested', async () => (await other.statuses()).requested === 5);
      proxy.letThrough();
      expect(await other.finished(distant, id)).toMatchObject({ status: 'finished', handled: 20 });
      expect(Object.values(await other.notes())).toEqual(Array(20).fill(1));
    } finally {
      await other.end();
      await proxy.close();
    }
  });
});
