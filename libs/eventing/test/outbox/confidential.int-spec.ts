import { BrokerNames } from '../../src/broker/names';
import { RabbitBroker } from '../../src/broker/rabbitmq/rabbit-broker';
import { computeTopology } from '../../src/broker/compute-topology';
import { contractOf, IntegrationEvent } from '../../src/message/integration-event';
import { Payload } from '../../src/message/payload';
import { EVERY_PUBLIC_EVENT } from '../../src/message/routing-key';
import { eventually } from '@warren/eventing/testing';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { ParcelMoved } from './support/parcel';
import { parcelOptions, parcelService, type Service } from './support/service';

jest.setTimeout(60_000);

@IntegrationEvent({
  type: 'parcels.door-code-given',
  version: 1,
  aggregate: 'door-code',
  subject: (event: DoorCodeGiven) => event.parcelId,
  confidential: true,
})
class DoorCodeGiven extends Payload<DoorCodeGiven> {
  readonly parcelId!: string;
}

const options = { broker: { namespace: testNamespace(), expireAfterMs: EXPIRE_AFTER_MS } };
const names = new BrokerNames('parcels', options.broker.namespace);

let database: TestDatabase;
let broker: RabbitBroker;
let service: Service;

beforeAll(async () => {
  database = await createTestDatabase();
  broker = new RabbitBroker('parcels', RABBITMQ_URL);
  broker.start();
  service = parcelService(database.dataSource, broker, options);
});
afterAll(async () => {
  await service.relay.stop();
  await broker.close();
  await database.drop();
});

/** The types of the events that come to queues bound with these keys. */
async function heardBy<Name extends string>(keys: Record<Name, string>): Promise<Record<Name, string[]>> {
  const consumers = Object.keys(keys) as Name[];
  const definitions = consumers.map((name) => {
    const subscriptions = [{ service: 'parcels', routingKey: keys[name] }];
    return { name, kind: 'handler' as const, subscriptions, retryDelays: [] };
  });
  await broker.declare(computeTopology(names, definitions, parcelOptions(options)));
  const heard = consumers.map((name) => {
    const types: string[] = [];
    broker.consume({ queue: names.queue(name), prefetch: 10 }, (message) => {
      types.push(String(message.properties.type));
      message.ack();
    });
    return [name, types];
  });
  return Object.fromEntries(heard) as Record<Name, string[]>;
}

it('a confidential event comes to the queue that is bound to it by name, and to none that is bound to all events', async () => {
  const heard = await heardBy({
    handler: contractOf(DoorCodeGiven).routingKey,
    projection: EVERY_PUBLIC_EVENT,
  });
  service.relay.start();
  await service.unitOfWork.run(async () => {
    service.outbox.publish(new DoorCodeGiven({ parcelId: 'p1' }));
    service.outbox.publish(new ParcelMoved({ parcelId: 'p1', step: 1 }));
  });
  await eventually('the parcel and its code', () => heard.handler.length > 0 && heard.projection.length > 0);
  // The code was sent first: had it come to the projection's queue, it would stand before the parcel.
  expect(heard).toEqual({
    handler: ['parcels.door-code-given.v1'],
    projection: ['parcels.parcel-moved.v1'],
  });
});
