// A process that migrates queues and kills itself at a given step; see `ApplyingSetup`.
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { TopologyMigration } from '../../../src/topology/topology-migration';
import { passiveSvc, type SvcSetup } from '../support/svc';

interface ApplyingSetup extends SvcSetup {
  /** The end of a step's text. */
  dieAt: string;
  /** So long after the step began. */
  afterMs: number;
}

Logger.overrideLogger(false);
const { dieAt, afterMs, ...setup } = JSON.parse(process.env.CHILD_SETUP ?? '{}') as ApplyingSetup;

async function main(): Promise<void> {
  const app = await passiveSvc(setup);
  await app.get(TopologyMigration, { strict: false }).apply({
    serviceIsStopped: true,
    onStep: (step) => {
      if (step.includes(dieAt)) setTimeout(() => process.kill(process.pid, 'SIGKILL'), afterMs);
    },
  });
  process.exit(0);
}

void main();
