// A service with projections in a process of its own, for tests that kill it. See `ChildSetup`.
import type { Broker, IncomingMessage } from '../../../src/broker/broker';
import type { ChildSetup } from '../support/projecting-child';
import { ProjectingService } from '../support/projecting-service';
import type { Replica } from '../support/replica';

const setup = JSON.parse(process.env.CHILD_SETUP ?? '{}') as ChildSetup;
let batches = 0;

function dieInBatch(when: NonNullable<ChildSetup['die']>['when']): void {
  if (setup.die?.when === when && (batches += 1) === setup.die.batch) process.kill(process.pid, 'SIGKILL');
}

/** All statements of the batch are done; the commit is what follows. */
function dieBeforeCommit({ unitOfWork }: Replica): void {
  const run = unitOfWork.run.bind(unitOfWork);
  unitOfWork.run = (work) =>
    run(async () => {
      const result = await work();
      dieInBatch('before the commit');
      return result;
    });
}

function dieBeforeAck(broker: Broker): Broker {
  const lethal = (message: IncomingMessage): IncomingMessage =>
    Object.assign(Object.create(message) as IncomingMessage, {
      ackUpTo: () => {
        dieInBatch('before the ack');
        return message.ackUpTo();
      },
    });
  const consume: Broker['consume'] = (options, deliver) =>
    broker.consume(options, (message) => deliver(lethal(message)));
  return Object.assign(Object.create(broker) as Broker, { consume });
}

process.on('disconnect', () => process.exit(1)); // the test is gone
void ProjectingService.start(setup, dieBeforeCommit, dieBeforeAck).then(() => process.send?.('ready'));
