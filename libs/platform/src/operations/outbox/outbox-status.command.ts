import { SubCommand } from 'nest-commander';
import { OutboxStatus, type OutboxReport } from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';
import { outboxStatusPage } from './outbox-status.page';

@SubCommand({ name: 'status', description: 'How much waits to be sent, since when, and who sends it' })
export class OutboxStatusCommand extends OperationCommand<OutboxReport> {
  constructor(private readonly status: OutboxStatus) {
    super();
  }

  protected perform(): Promise<OutboxReport> {
    return this.status.read();
  }

  protected pageOf(report: OutboxReport): Page {
    return outboxStatusPage(report);
  }
}
