// A replica of `svc` in a process of its own, for tests that kill it. What it does is in the environment; see `ChildSetup`.
import type { INestApplicationContext } from '@nestjs/common';
import { BROKER, type Broker } from '../../../src/broker/broker';
import { Relay } from '../../../src/outbox/relay';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import '../../scheduling/support/reminder-due';
import type { ChildSetup } from '../support/child-replica';
import { FulfilOrder } from '../support/fulfil-order.saga';
import { startService } from '../support/saga-service';

const setup = JSON.parse(process.env.CHILD_SETUP ?? '{}') as ChildSetup;
const die = () => process.kill(process.pid, 'SIGKILL');

/** The process dies between the broker's confirm of a time-out and the note that it was sent. */
function dieWhenTimeoutIsSent(service: INestApplicationContext): void {
  const broker = service.get<Broker>(BROKER);
  const publish = broker.publish.bind(broker);
  broker.publish = async (message) => {
    const outcome = await publish(message);
    if (message.exchange.endsWith('.direct')) die();
    return outcome;
  };
}

/** The process dies in the moment in which a move to the outbox is committed, before anybody is told. */
function dieWhenEventsAreMoved(service: INestApplicationContext): void {
  service.get(Relay).nudge = die;
}

/** The process dies when a move to the outbox has been written but not committed. */
function dieBeforeEventsAreMoved(service: INestApplicationContext): void {
  const unitOfWork = service.get(UnitOfWork);
  const afterCommit = unitOfWork.afterCommit.bind(unitOfWork);
  unitOfWork.afterCommit = (callback) => {
    die();
    afterCommit(callback);
  };
}

async function main(): Promise<void> {
  const { dieAt, dieFor } = setup;
  const service = await startService({ ...setup, providers: [FulfilOrder] });
  service.get(FulfilOrder).afterStep = (step, { key }) => step === dieAt && (dieFor ?? key) === key && die();
  if (dieAt === 'timeout sent') dieWhenTimeoutIsSent(service);
  if (dieAt === 'events moved') dieWhenEventsAreMoved(service);
  if (dieAt === 'events written') dieBeforeEventsAreMoved(service);
  process.send?.('ready');
}

process.on('disconnect', () => process.exit(1)); // the test is gone
void main();
