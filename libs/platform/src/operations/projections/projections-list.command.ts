import { SubCommand } from 'nest-commander';
import {
  BrokerUnavailableError,
  EventingSession,
  ProjectionList,
  type ProjectionReport,
} from '@warren/eventing';
import { OperationCommand } from '../command-line/operation-command';
import type { Page } from '../command-line/page';
import { projectionsPage } from './projections.page';

/** How long queues are is worth a short wait, and not more: the rest is in the database. */
const BROKER_WITHIN_MS = 3_000;

@SubCommand({
  name: 'list',
  description: 'How far each has got, what it holds, and how complete its copies are',
})
export class ProjectionsListCommand extends OperationCommand<ProjectionReport[]> {
  constructor(
    private readonly projections: ProjectionList,
    private readonly eventing: EventingSession,
  ) {
    super();
  }

  protected async perform(): Promise<ProjectionReport[]> {
    await this.connectBroker();
    return this.projections.read();
  }

  protected pageOf(projections: ProjectionReport[]): Page {
    return projectionsPage(projections);
  }

  private async connectBroker(): Promise<void> {
    try {
      await this.eventing.connectBroker(BROKER_WITHIN_MS);
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError)) throw error;
      this.output.progress(`${error.message} How long the queues are is not known.`);
    }
  }
}
