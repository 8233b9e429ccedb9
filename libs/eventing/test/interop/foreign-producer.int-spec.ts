import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { randomUUID } from 'node:crypto';
import { documented, type Attributes } from './support/documented';
import { OrdersService } from './support/orders-service';
import { Stranger } from './support/stranger';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const HANDLER = 'note-invoice-when-sent';
const PROJECTION = 'open-invoices';

/** amqplib and docs/interop.md, nothing else. */
describe('A producer that is not Nest', () => {
  let orders: OrdersService;
  let stranger: Stranger;
  let exchange: string;

  beforeAll(async () => {
    orders = await OrdersService.start();
    stranger = await Stranger.connect();
    exchange = orders.names.eventsExchange('billing');
    await stranger.channel.assertExchange(exchange, 'topic', { durable: true });
  });
  afterAll(async () => {
    await stranger?.close();
    await orders?.close();
  });

  const publish = (event: Attributes | string, routingKey = 'invoice-sent.v1') =>
    stranger.publish(exchange, routingKey, event);

  const untilNoted = (invoiceId: string) =>
    eventually(`${invoiceId} is noted`, () => orders.notesOf(invoiceId));

  const untilOpen = (invoiceId: string, open: number) =>
    eventually(`${invoiceId} is open with ${open}`, async () => {
      return (await orders.openInvoice(invoiceId))?.open === open;
    });

  /** One line for each consumer that parked it. */
  async function untilParked(text: string, times: number): Promise<string[]> {
    await eventually(
      `${text} is parked ${times} times`,
      async () => (await orders.parked(text)).length === times,
    );
    const letters = await orders.parked(text);
    return letters
      .map(({ consumer, reason, errorMessage }) => `${consumer}: ${reason}: ${errorMessage}`)
      .sort();
  }

  describe('that knows nothing but CloudEvents', () => {
    it('reaches a handler with the attributes that must be there, in the words of the documentation', async () => {
      await publish(documented('the least'));
      await untilNoted('i-7');
    });

    it('has one effect with duplicates, by source and id, also when the id is no UUID', async () => {
      for (const id of [randomUUID(), `invoice 8 as of ${Date.now()}`]) {
        const event = sent(`once-${id}`, { id });
        await Promise.all([1, 2, 3, 4].map(() => publish(event)));
        await publish(event);
        await untilNoted(`once-${id}`);
        await untilHandledUpToNow();
        expect(await orders.notesOf(`once-${id}`)).toBe(1);
      }
    });

    it('needs no AMQP property at all', async () => {
      await stranger.publish(exchange, 'invoice-sent.v1', sent('bare'), { persistent: false });
      await untilNoted('bare');
    });

    it('feeds no projection without sequence: parked there, with what to do, and handled where there is a handler', async () => {
      const event = { ...sent('unnumbered'), sequence: undefined };
      await publish(event);
      await untilNoted('unnumbered');
      expect(await untilParked('unnumbered', 1)).toEqual([
        expect.stringMatching(
          /^open-invoices: permanent: The event has no sequence.*must number the events.*@IdempotentHandler/,
        ),
      ]);
      expect(await orders.openInvoice('unnumbered')).toBeUndefined();
    });
  });

  describe('that numbers its events', () => {
    it('feeds a projection, with the whole envelope of the documentation', async () => {
      await publish(documented('all of it'));
      await untilOpen('i-8', 1900);
      await untilNoted('i-8');
    });

    it('may send them twice and in disorder: the projection applies them in order, once', async () => {
      const [first, second, third] = [sent('p', { sequence: 1 }), paid('p', 3, 2), paid('p', 4, 3)];
      await publish(third, 'invoice-paid.v1');
      await publish(second, 'invoice-paid.v1');
      await publish(third, 'invoice-paid.v1');
      expect(await orders.openInvoice('p')).toBeUndefined();
      await publish(first);
      await publish(first);
      await publish(second, 'invoice-paid.v1');
      await untilOpen('p', 3);
      expect(await orders.openInvoice('p')).toEqual({ id: 'p', open: 3, payments: [3, 4] });
    });

    it('holds up its own aggregate alone when it leaves a number out, until that one comes', async () => {
      await publish(sent('hole', { sequence: 1 }));
      await publish(paid('hole', 5, 3), 'invoice-paid.v1');
      await publish(sent('other', { sequence: 1 }));
      await untilOpen('other', 10);
      await untilOpen('hole', 10);
      await publish(paid('hole', 1, 2), 'invoice-paid.v1');
      await untilOpen('hole', 4);
    });
  });

  describe('has what is wrong parked with the reason, by handler and projection alike:', () => {
    const BOTH = [HANDLER, PROJECTION];

    it.each<[string, (mark: string) => Attributes | string, string[], RegExp]>([
      ['no JSON', (mark) => `<invoice id="${mark}"/>`, BOTH, /malformed: The body is not JSON/],
      [
        'no subject',
        (mark) => ({ ...sent(mark), subject: undefined }),
        BOTH,
        /malformed: .*subject must be a text, not absent/,
      ],
      [
        'no time',
        (mark) => ({ ...sent(mark), time: 'today' }),
        BOTH,
        /malformed: .*time must be an RFC 3339 time, not 'today'/,
      ],
      [
        'a sequence as text',
        (mark) => ({ ...sent(mark), sequence: '1' }),
        BOTH,
        /malformed: .*sequence must be a whole number/,
      ],
      [
        'another content',
        (mark) => ({ ...sent(mark), datacontenttype: 'text/xml' }),
        BOTH,
        /malformed: .*datacontenttype/,
      ],
      [
        'a payload that breaks the contract',
        (mark) => sent(mark, { sequence: 1 }, 'much'),
        BOTH,
        /invalid-payload: .*total must be an integer/,
      ],
      [
        'a type that the key does not say',
        (mark) => ({ ...sent(mark), type: 'billing.invoice-lost.v1', partitionkey: mark }),
        [HANDLER],
        /unknown-event: billing\.invoice-lost\.v1/,
      ],
      [
        "a source that is not the exchange's",
        (mark) => ({ ...sent(mark, { sequence: 1 }), source: '/accounts' }),
        [PROJECTION],
        /permanent: .*the source \/billing/,
      ],
      [
        'a partition key of another form',
        (mark) => ({ ...sent(mark, { sequence: 1 }), partitionkey: mark }),
        [PROJECTION],
        /permanent: .*the partition key invoice\//,
      ],
    ])('%s', async (_what, wrong, consumers, reason) => {
      const mark = `wrong-${randomUUID()}`;
      await publish(wrong(mark));
      const parked = await untilParked(mark, consumers.length);
      expect(parked).toEqual(
        consumers.map((consumer) => expect.stringMatching(new RegExp(`^${consumer}: ${reason.source}`, 's'))),
      );
    });
  });

  /** Messages are handed out in turn: when this one is, those before it are too, and are under way or done. */
  async function untilHandledUpToNow(): Promise<void> {
    const last = `last-${randomUUID()}`;
    await publish(sent(last));
    await untilNoted(last);
    await eventually('nothing is under way', () => orders.isIdle());
  }
});

/** An event of the documentation, which stands under this heading. */
function sent(invoiceId: string, attributes: Attributes = {}, total: unknown = 10): Attributes {
  return envelope('billing.invoice-sent.v1', invoiceId, { invoiceId, total }, attributes);
}

function paid(invoiceId: string, amount: number, sequence: number): Attributes {
  return envelope('billing.invoice-paid.v1', invoiceId, { invoiceId, paid: amount }, { sequence });
}

function envelope(type: string, subject: string, data: object, attributes: Attributes): Attributes {
  const partitionkey = `invoice/${subject}`;
  const fixed = { specversion: '1.0', source: '/billing', time: new Date().toISOString() };
  return { ...fixed, id: randomUUID(), type, subject, partitionkey, data, ...attributes };
}
