import { eventually } from '@warren/eventing/testing';
import {
  OtherServices,
  startService,
  testNamespace,
  untilReady,
  type StartedService,
} from '@warren/platform/testing';
import { migrations } from '../../migrations';
import { PaymentsModule } from '../../src/payments.module';

export interface Told {
  type: string;
  correlationid: string;
  data: { amount: { amount: number }; kind?: string; code?: string; reason?: string; description?: string };
}

const SETTINGS = {
  DATABASE_POOL_SIZE: '20',
  PROVIDER_TIME_LIMIT: '500ms',
  PROVIDER_TRIES: '2',
  // As good as never: what one test does to the provider is not to bother the others.
  BREAKER_FEWEST_CALLS: '1000000',
  SIMULATED_PROVIDER_LATENCY: '4ms',
  SETTLE_EVERY: '1h',
  LOOK_FOR_DUE_EVERY: '100ms',
};

/** The payments service, the others beside it, and a look into the books of both payments and provider. */
export class PaymentsUnderTest {
  private constructor(
    readonly service: StartedService,
    readonly others: OtherServices,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<PaymentsUnderTest> {
    const namespace = testNamespace();
    const settings = { ...SETTINGS, ...env };
    const service = await startService(PaymentsModule, {
      name: 'payments',
      migrations,
      namespace,
      env: settings,
    });
    await untilReady(service);
    return new PaymentsUnderTest(service, new OtherServices(namespace));
  }

  async stop(): Promise<void> {
    await this.others.stop();
    await this.service.stop();
  }

  /** As HTTP shows it; undefined while there is none. */
  async payment(paymentId: string): Promise<{ status: string; history: { status: string }[] } | undefined> {
    const { status, body } = await this.service.get(`/payments/${paymentId}`);
    return status === 200 ? body : undefined;
  }

  async untilIs(paymentId: string, status: string): Promise<void> {
    let last = 'unknown';
    await eventually(`payment ${paymentId} to be ${status}`, async () => {
      last = (await this.payment(paymentId))?.status ?? 'unknown';
      return last === status;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}: it is ${last}`, { cause: error });
    });
  }

  /** What others were told of a payment or a payer (`payment/<id>`, `payer/<id>`), in order. */
  async told(partitionKey: string): Promise<Told[]> {
    const rows = await this.service.query<{ body: string }>(
      'select body::text as body from eventing.outbox where partition_key = $1 order by position',
      [partitionKey],
    );
    return rows.map(({ body }) => JSON.parse(body) as Told);
  }

  /** The same for a payment, by the names of the events. */
  async life(paymentId: string): Promise<string[]> {
    const told = await this.told(`payment/${paymentId}`);
    return told.map(({ type }) => type.replace(/^payments\.payment-|\.v1$/g, ''));
  }

  /** What the provider has in its books; undefined for what it has never heard of. */
  async charge(reference: string): Promise<string | undefined> {
    const [row] = await this.service.query<{ status: string }>(
      'select status from simulated_provider.charges where reference = $1',
      [reference],
    );
    return row?.status;
  }

  /** Has the others say all of these, and waits until payments is through with each of them, and with what follows. */
  async hear(...events: { orderId: string }[]): Promise<void> {
    const ids = await this.others.say(...events);
    await eventually('every event to be handled', async () => {
      const rows = await this.service.query('select from eventing.inbox where event_id = any($1)', [ids]);
      return rows.length === ids.length;
    });
    await this.untilNothingIsDue(...events);
  }

  /** Until nothing is left to ask the provider for: with a provider that does not answer, this waits. */
  async untilNothingIsDue(...events: { orderId: string }[]): Promise<void> {
    const orderIds = events.map(({ orderId }) => orderId);
    await eventually('the provider to have answered all', async () => {
      const due = 'select from payable_orders where order_id = any($1) and due_at is not null';
      return (await this.service.query(due, [orderIds])).length === 0;
    });
  }

  /** What the provider took less what it gave back, by its books and by what was told: [provider, events]. */
  async books(): Promise<[number, number]> {
    const [row] = await this.service.query<{ provider: number; events: number }>(`
      select (select coalesce(sum(amount), 0)::float from simulated_provider.charges where status = 'captured') as provider,
             (select coalesce(sum((body::jsonb #>> '{data,amount,amount}')::bigint
                                  * case type when 'payments.payment-successful.v1' then 1 else -1 end), 0)::float
                from eventing.outbox
               where type in ('payments.payment-successful.v1', 'payments.payment-refunded.v1')) as events`);
    return [row?.provider ?? NaN, row?.events ?? NaN];
  }
}
