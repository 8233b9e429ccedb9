import { Logger } from '@nestjs/common';
import ms, { type StringValue } from 'ms';
import { Option, SubCommand } from 'nest-commander';
import { TopologyMigration, type ApplyResult } from '@warren/eventing';
import { ChangingCommand, type ChangingOptions } from '../command-line/changing-command';
import type { Page } from '../command-line/page';
import { UsageError } from '../command-line/usage-error';
import { appliedPage } from './topology.page';

interface ApplyingOptions extends ChangingOptions {
  removeStale?: boolean;
  serviceIsStopped?: boolean;
  patience?: number;
}

@SubCommand({
  name: 'apply',
  description:
    'Declares what is missing, and migrates queues whose arguments changed; no message is lost. Killed, it is run again',
})
export class TopologyApplyCommand extends ChangingCommand<ApplyResult, ApplyingOptions> {
  private readonly logger = new Logger('Topology');

  constructor(private readonly migration: TopologyMigration) {
    super();
  }

  @Option({
    flags: '--remove-stale',
    description: 'Also take away bindings that no process has wanted for two hours',
  })
  removeStale(): boolean {
    return true;
  }

  @Option({
    flags: '--service-is-stopped',
    description: 'No process of the service runs: do not wait for one to leave its queues',
  })
  serviceIsStopped(): boolean {
    return true;
  }

  @Option({
    flags: '--patience <duration>',
    description:
      "How long a queue's consumers may take to finish what they have in hand: 30s, 5m (default: 1m)",
  })
  patience(text: string): number {
    const duration = ms(text as StringValue) as number | undefined;
    if (duration !== undefined && duration >= 0) return duration;
    throw new UsageError(`--patience must be a duration like 30s or 5m, not "${text}".`);
  }

  protected perform(_: string[], options: ApplyingOptions): Promise<ApplyResult> {
    this.logger.log(`topology apply, asked for by ${this.actorOf(options)}.`);
    return this.migration.apply({
      removeStale: options.removeStale,
      serviceIsStopped: options.serviceIsStopped,
      patienceMs: options.patience,
      onStep: (step) => this.output.progress(step),
    });
  }

  protected pageOf(result: ApplyResult): Page {
    return appliedPage(result);
  }
}
