import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '@warren/eventing';
import { OtherServices, type StartedService } from '@warren/platform/testing';

/**
 * The orders service, as far as reporting can tell: a relay that sends what is in its outbox. Written there as it is, an event
 * may come too early, twice, or broken.
 */
export class OrdersOnTheBroker {
  private written = 0;

  private constructor(private readonly service: StartedService) {}

  static async start(namespace: string): Promise<OrdersOnTheBroker> {
    return new OrdersOnTheBroker(await new OtherServices(namespace).service('orders'));
  }

  /** Sends these events, in this order. */
  async tell(...events: EventEnvelope[]): Promise<void> {
    const rows = events.map((event) => ({ type: event.type, body: JSON.stringify(event) }));
    await this.write(rows);
  }

  /** Sends a message of this type with whatever for its body. */
  async tellNonsense(type: string, body: object): Promise<void> {
    await this.write([{ type, body: JSON.stringify(body) }]);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }

  /** Each row as if it were of an aggregate of its own: what it says of its sequence is its own business. */
  private async write(rows: { type: string; body: string }[]): Promise<void> {
    const numbered = rows.map((row) => ({ ...row, n: ++this.written, id: randomUUID() }));
    await this.service.query(
      `insert into eventing.outbox (event_id, type, partition_key, sequence, correlation_id, body)
       select id, type, 'row/' || n, 1, id::text, body
         from json_to_recordset($1) as given(n int, id uuid, type text, body text) order by n`,
      [JSON.stringify(numbered)],
    );
  }
}
