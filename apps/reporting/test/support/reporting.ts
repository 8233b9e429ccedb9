import { eventually } from '@warren/eventing/testing';
import { startService, testNamespace, untilReady, type StartedService } from '@warren/platform/testing';
import { migrations } from '../../migrations';
import { ReportingModule } from '../../src/reporting.module';
import { OrdersOnTheBroker } from './orders-on-the-broker';

/** The reporting service with an orders service to hear, and as many replicas as a test wants. */
export class Reporting {
  private constructor(
    readonly service: StartedService,
    readonly orders: OrdersOnTheBroker,
  ) {}

  static async start(settings: Record<string, string> = {}): Promise<Reporting> {
    const namespace = testNamespace();
    const service = await startService(ReportingModule, {
      name: 'reporting',
      migrations,
      namespace,
      env: settings,
    });
    await untilReady(service);
    return new Reporting(service, await OrdersOnTheBroker.start(namespace));
  }

  /** Waits until both projections have applied so many events of these orders. */
  async handled(count: number): Promise<void> {
    for (const projection of ['order-facts', 'live-feed']) {
      await eventually(`${projection} to have applied ${count} events`, async () => {
        const [row] = await this.service.query<{ sum: number }>(
          'select coalesce(sum(sequence), 0)::int as sum from eventing.projection_gate where projection = $1',
          [projection],
        );
        return row?.sum === count;
      });
    }
  }

  async stop(): Promise<void> {
    await this.orders.stop();
    await this.service.stop();
  }
}
