import { Logger } from '@nestjs/common';
import type { Broker } from '../../src/broker/broker';
import type { EventEnvelope } from '../../src/message/envelope';
import { eventually } from '@warren/eventing/testing';
import { testNamespace } from '../support/test-broker';
import { ParcelHistoryProjection, PlaceTrafficProjection } from './support/depot';
import { DepotDatabase } from './support/depot-database';
import { inDisorder, interleaved, longDay, publishAll } from './support/deliveries';
import { batchesOf, randomFrom } from './support/histories';
import { ProjectingChild, type ChildSetup } from './support/projecting-child';
import { brokerFor, ProjectingService, type ServiceSetup } from './support/projecting-service';
import { messageOf } from './support/wire';

Logger.overrideLogger(false);

/** The whole way: real messages on a real queue, several processes, and what a sequential fold would have made of it. */
describe('projections on the broker', () => {
  let depot: DepotDatabase;
  let namespace: string;
  let publisher: Broker;
  const children: ProjectingChild[] = [];

  beforeEach(async () => {
    depot = await DepotDatabase.create();
    namespace = testNamespace();
    publisher = brokerFor(namespace);
    publisher.start();
    await eventually('the publisher is connected', () => publisher.status() === 'connected');
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await publisher.close();
    await depot.drop();
  });

  const setup = (more: Partial<ServiceSetup> = {}): ServiceSetup => ({
    databaseUrl: depot.database.url,
    namespace,
    projections: ['parcel-history', 'place-traffic'],
    batchSize: 100,
    ...more,
  });

  const readModels = async () => ({
    histories: await depot.query('select * from parcel_history order by id'),
    traffic: await depot.query('select * from place_traffic order by place'),
  });

  /** What a single replica makes of the events when they come in order, each once. */
  async function sequentialFold(events: EventEnvelope[]) {
    await depot.clear();
    const messages = events.map((event) => messageOf(event));
    for (const projection of [new ParcelHistoryProjection(), new PlaceTrafficProjection()]) {
      const replica = await depot.replica(projection);
      await replica.apply(messages);
    }
    return readModels();
  }

  const countBy = (events: EventEnvelope[]) => {
    const counts: Record<string, number> = {};
    for (const { source, partitionkey } of events) {
      const stream = `${source}/${partitionkey}`;
      counts[stream] = (counts[stream] ?? 0) + 1;
    }
    return counts;
  };

  async function allApplied(events: EventEnvelope[]): Promise<void> {
    for (const projection of ['parcel-history', 'place-traffic']) {
      await eventually(
        `${projection} has applied all ${events.length} events`,
        async () => {
          const [row] = await depot.query<{ sum: number }>(
            'select sum(sequence)::int as sum from eventing.projection_gate where projection = $1',
            [projection],
          );
          return row?.sum === events.length;
        },
        60_000,
      );
      expect(await depot.remains(projection)).toEqual({ gates: countBy(events), held: 0, parked: {} });
    }
  }

  it('two processes on one queue, doubled and disordered deliveries: the same read models, no deadlock', async () => {
    const random = randomFrom(11);
    const events = longDay(600, random);
    const services = [await ProjectingService.start(setup()), await ProjectingService.start(setup())];
    await publishAll(publisher, namespace, inDisorder(interleaved(events, random), random));
    await allApplied(events);
    await Promise.all(services.map((service) => service.stop()));
    const found = await readModels();
    expect(await depot.deadlocks()).toBe(0);
    expect(found).toEqual(await sequentialFold(events));
  }, 90_000);

  it('processes that are killed, before the commit and between commit and ack: nothing lost, nothing twice', async () => {
    const random = randomFrom(12);
    const events = longDay(600, random);
    const steady = await ProjectingService.start(setup({ batchSize: 20 }));
    const deliveries = inDisorder(interleaved(events, random), random);
    const hours = batchesOf(deliveries, Math.ceil(deliveries.length / 4));
    for (const [index, hour] of hours.entries()) {
      const when = index % 2 === 0 ? 'before the commit' : 'before the ack';
      const die: ChildSetup['die'] = { when, batch: 2 + Math.floor(random() * 5) };
      const doomed = await ProjectingChild.start({ ...setup({ batchSize: 20 }), die });
      children.push(doomed);
      await publishAll(publisher, namespace, hour);
      await eventually(`the process dies ${when}`, () => doomed.hasEnded, 60_000);
      expect(await doomed.ended).toBe('SIGKILL');
    }
    await allApplied(events);
    await steady.stop();
    const found = await readModels();
    expect(found).toEqual(await sequentialFold(events));
  }, 120_000);
});
