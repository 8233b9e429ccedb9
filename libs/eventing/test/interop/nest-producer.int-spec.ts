import { Logger, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ClientProxy } from '@nestjs/microservices';
import type { OutgoingCloudEvent } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { filter, firstValueFrom } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import { TcpProxy } from '../support/tcp-proxy';
import { RABBITMQ_URL } from '../support/test-broker';
import { Billing, BillingModule } from './nest-app/billing';
import { OrdersService } from './support/orders-service';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

/** An application that shares nothing with ours but the serializer. */
describe('A plain Nest application that emits', () => {
  let orders: OrdersService;
  let app: INestApplicationContext;
  let billing: Billing;

  beforeAll(async () => {
    orders = await OrdersService.start();
    const exchange = orders.names.eventsExchange('billing');
    app = await NestFactory.createApplicationContext(BillingModule.on(RABBITMQ_URL, exchange), {
      logger: false,
    });
    billing = app.get(Billing);
  });
  afterAll(async () => {
    await app?.close();
    await orders?.close();
  });

  const invoice = (invoiceId: string, changes: Partial<OutgoingCloudEvent> = {}): OutgoingCloudEvent => ({
    subject: invoiceId,
    data: { invoiceId, total: 10 },
    ...changes,
  });

  const untilNoted = (invoiceId: string) =>
    eventually(`${invoiceId} is noted`, () => orders.notesOf(invoiceId));

  /** Messages are handed out in turn: when this one is, those before it are too, and are under way or done. */
  async function untilHandledUpToNow(): Promise<void> {
    const last = `last-${uuidv7()}`;
    await billing.publish('invoice-sent.v1', invoice(last));
    await untilNoted(last);
    await eventually('nothing is under way', () => orders.isIdle());
  }

  it('reaches a handler, which has its effect once, however often the event is emitted', async () => {
    const event = invoice('i-1', { id: uuidv7() });
    for (let times = 0; times < 3; times++) await billing.publish('invoice-sent.v1', event);
    await Promise.all([1, 2, 3].map(() => billing.publish('invoice-sent.v1', event)));
    await untilNoted('i-1');
    await untilHandledUpToNow();
    expect(await orders.notesOf('i-1')).toBe(1);
  });

  it('means two events when it leaves the ids to the serializer: they are two to the handler', async () => {
    await billing.publish('invoice-sent.v1', invoice('i-2'));
    await billing.publish('invoice-sent.v1', invoice('i-2'));
    await eventually('both', async () => (await orders.notesOf('i-2')) === 2);
  });

  it('feeds a projection when it numbers its events', async () => {
    const numbered = (sequence: number) => ({ partitionkey: 'invoice/i-3', sequence });
    await billing.publish('invoice-sent.v1', invoice('i-3', numbered(1)));
    const data = { invoiceId: 'i-3', paid: 4 };
    await billing.publish('invoice-paid.v1', invoice('i-3', { data, ...numbered(2) }));
    await eventually('the payment', async () => (await orders.openInvoice('i-3'))?.payments.length);
    expect(await orders.openInvoice('i-3')).toEqual({ id: 'i-3', open: 6, payments: [4] });
  });

  it('has what breaks the contract parked on our side, with the reason', async () => {
    await billing.publish('invoice-sent.v1', invoice('i-4', { data: { invoiceId: 'i-4', total: 'much' } }));
    await eventually('it is parked', async () => (await orders.parked('i-4')).length === 2);
    expect(await orders.parked('i-4')).toContainEqual({
      consumer: 'note-invoice-when-sent',
      reason: 'invalid-payload',
      errorMessage: expect.stringContaining('total must be an integer number'),
    });
  });

  describe('does not get: an outbox. Away from the broker', () => {
    let proxy: TcpProxy;
    let afar: INestApplicationContext;

    beforeEach(async () => {
      proxy = await TcpProxy.before(RABBITMQ_URL);
      const exchange = orders.names.eventsExchange('billing');
      afar = await NestFactory.createApplicationContext(BillingModule.on(proxy.url, exchange), {
        logger: false,
      });
      const invoiceId = `first-${uuidv7()}`;
      await afar.get(Billing).publish('invoice-sent.v1', invoice(invoiceId));
      await untilNoted(invoiceId);
    });
    afterEach(async () => {
      await afar.close();
      await proxy.close();
    });

    const publish = (invoiceId: string) => afar.get(Billing).publish('invoice-sent.v1', invoice(invoiceId));
    const client = () => afar.get<ClientProxy>('EVENTS', { strict: false });
    const until = (status: string) => firstValueFrom(client().status.pipe(filter((now) => now === status)));

    it('emit fails, and what failed is not sent later', async () => {
      proxy.refuse();
      await until('disconnected');
      await expect(publish('i-6')).rejects.toBeDefined();
      proxy.letThrough();
      await until('connected');
      await eventually('it works again', () => works(publish('i-7')));
      await untilNoted('i-7');
      expect(await orders.notesOf('i-6')).toBe(0);
    });

    it('an emit that was under way may have arrived or not: with the same id it is safe to emit again', async () => {
      const event = invoice('i-8', { id: uuidv7() });
      const emit = () => afar.get(Billing).publish('invoice-sent.v1', event);
      const first = works(emit());
      proxy.cut();
      await first;
      await eventually('it works again', () => works(emit()));
      await untilNoted('i-8');
      await untilHandledUpToNow();
      expect(await orders.notesOf('i-8')).toBe(1);
    });
  });

  it('is told at once what is no event, and nothing is sent', async () => {
    await expect(billing.publish('billing.invoice-sent.v1', invoice('i-5'))).rejects.toThrow(
      /no routing key/,
    );
    await expect(billing.publish('invoice-sent.v1', invoice(''))).rejects.toThrow(/subject must be a text/);
    await untilHandledUpToNow();
    expect(await orders.notesOf('i-5')).toBe(0);
  });
});

function works(emitting: Promise<void>): Promise<boolean> {
  return emitting.then(
    () => true,
    () => false,
  );
}
