// A whole service in a process of its own, for tests that kill it. What it does is in the environment; see `ChildSetup`.
import { setTimeout as pause } from 'node:timers/promises';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import { NoteThing } from '../../handlers/support/note-thing';
import { startService } from '../../sagas/support/saga-service';
import type { ChildSetup } from '../support/child-replica';

const { slowMs, dieAtThing, ...setup } = JSON.parse(process.env.CHILD_SETUP ?? '{}') as ChildSetup;

async function main(): Promise<void> {
  // Before it consumes: what it is to die of may be waiting.
  const afterwards = async ({ thingId }: { thingId: string }) => {
    await pause(slowMs ?? 0);
    if (thingId === dieAtThing) process.kill(process.pid, 'SIGKILL');
  };
  const create = (unitOfWork: UnitOfWork) => Object.assign(new NoteThing(unitOfWork), { afterwards });
  await startService({
    ...setup,
    providers: [{ provide: NoteThing, useFactory: create, inject: [UnitOfWork] }],
    handlers: { immediateTries: 1, retryDelays: [], breaker: false },
    scheduling: { pollMs: 100 },
  });
  process.send?.('ready');
}

process.on('disconnect', () => process.exit(1)); // the test is gone
void main();
