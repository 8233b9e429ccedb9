// A service in a process of its own, for tests that kill it. What it does is in the environment; see `ChildSetup`.
import { DataSource } from 'typeorm';
import type { Broker, IncomingMessage } from '../../../src/broker/broker';
import { HandlingService } from '../support/handling-service';
import { NoteThing } from '../support/note-thing';
import type { ChildSetup } from '../support/child-service';

const setup = JSON.parse(process.env.CHILD_SETUP ?? '{}') as ChildSetup;
const die = () => process.kill(process.pid, 'SIGKILL');

/** The process dies in the moment in which the event is committed and its message is not acked yet. */
function dieAtAck(broker: Broker): Broker {
  const lethal = (message: IncomingMessage): IncomingMessage =>
    Object.assign(Object.create(message) as IncomingMessage, { ack: die, ackUpTo: die });
  const consume: Broker['consume'] = (options, deliver) =>
    broker.consume(options, (message) => deliver(lethal(message)));
  return Object.assign(Object.create(broker) as Broker, { consume });
}

async function main(): Promise<void> {
  const dataSource = await new DataSource({ type: 'postgres', url: setup.databaseUrl }).initialize();
  const service = await HandlingService.start({
    dataSource,
    namespace: setup.namespace,
    providers: [NoteThing],
    deliveryLimit: setup.deliveryLimit,
    wrapBroker: setup.dieAtAck ? dieAtAck : undefined,
  });
  service.get(NoteThing).afterwards = ({ thingId }) => {
    if (thingId === setup.dieAtThing) die();
  };
  process.send?.('ready');
}

process.on('disconnect', () => process.exit(1)); // the test is gone
void main();
