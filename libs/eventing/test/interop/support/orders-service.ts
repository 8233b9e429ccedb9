import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { eventually } from '@warren/eventing/testing';
import { BrokerNames } from '../../../src/broker/names';
import { computeTopology } from '../../../src/broker/compute-topology';
import { DeadLetters } from '../../../src/dead-letters/dead-letters';
import { EventingModule } from '../../../src/eventing.module';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../../src/eventing.options';
import { EventingRuntime } from '../../../src/eventing.runtime';
import { Outbox } from '../../../src/outbox/outbox';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import { onRabbit } from '../../broker/rabbit-admin';
import { RABBITMQ_URL, testNamespace } from '../../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { OrderPlaced } from './contracts';
import { NoteInvoiceWhenSent } from './note-invoice-when-sent.handler';
import { OpenInvoice, OpenInvoicesProjection } from './open-invoices.projection';

/**
 * Our side: a whole service as a user writes it, that publishes orders and consumes the invoices of strangers. Nothing of
 * it expires by itself, for strangers declare its exchange as a production has it: `close` clears away.
 */
export class OrdersService {
  private constructor(
    private readonly app: INestApplicationContext,
    private readonly database: TestDatabase,
    readonly names: BrokerNames,
  ) {}

  static async start(namespace = testNamespace()): Promise<OrdersService> {
    const database = await createTestDatabase();
    await database.dataSource.query('create table invoice_note (invoice_id text, total int)');
    await database.dataSource.query(
      'create table open_invoice (id text primary key, open int not null, payments jsonb not null)',
    );
    const app = await NestFactory.createApplicationContext(moduleFor(database.url, namespace), {
      logger: false,
      abortOnError: false,
    });
    const { consumers } = app.get(EventingRuntime);
    await eventually('all consume', () =>
      consumers.every((consumer) => consumer.status().state === 'consuming'),
    );
    return new OrdersService(app, database, app.get(BrokerNames));
  }

  /** Places an order, as a command does; returns the id of the event. */
  placeOrder(orderId: string, total: number): Promise<string> {
    return this.app
      .get(UnitOfWork)
      .run(async () => this.app.get(Outbox).publish(new OrderPlaced({ orderId, total })));
  }

  /** How often the handler had its effect. */
  async notesOf(invoiceId: string): Promise<number> {
    const sql = 'select count(*)::int as times from invoice_note where invoice_id = $1';
    const rows: { times: number }[] = await this.database.dataSource.query(sql, [invoiceId]);
    return rows[0]?.times ?? 0;
  }

  async openInvoice(invoiceId: string): Promise<OpenInvoice | undefined> {
    const rows: OpenInvoice[] = await this.database.dataSource.query(
      'select * from open_invoice where id = $1',
      [invoiceId],
    );
    return rows[0];
  }

  /** Who parked messages in whose body this text occurs, and why. */
  async parked(text: string): Promise<{ consumer: string; reason: string; errorMessage: string }[]> {
    const letters = await this.app.get(DeadLetters).find({ text });
    return letters.map(({ consumer, reason, errorMessage }) => ({ consumer, reason, errorMessage }));
  }

  /** Nothing that was handed out is under way. */
  isIdle(): boolean {
    return this.app.get(EventingRuntime).consumers.every((consumer) => consumer.status().inFlight === 0);
  }

  async close(): Promise<void> {
    const options = this.app.get<ResolvedEventingOptions>(EVENTING_OPTIONS);
    const consumers = this.app.get(EventingRuntime).consumers.map(({ definition }) => definition);
    const { exchanges, queues } = computeTopology(this.names, consumers, options);
    await this.app.close();
    await onRabbit(RABBITMQ_URL, async (channel) => {
      for (const { name } of queues) await channel.deleteQueue(name);
      for (const { name } of exchanges) await channel.deleteExchange(name);
    });
    await this.database.drop();
  }
}

function moduleFor(url: string, namespace: string) {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url, entities: [OpenInvoice] }),
      EventingModule.forService('orders', {
        broker: { url: RABBITMQ_URL, namespace },
        handlers: { immediateTries: 1, retryDelays: [] },
      }),
    ],
    providers: [NoteInvoiceWhenSent, OpenInvoicesProjection],
  })
  class OrdersModule {}
  return OrdersModule;
}
