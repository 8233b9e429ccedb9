import { DataSource } from 'typeorm';
import { EventingHealth } from '@warren/eventing';
import { RABBITMQ_URL, Workplace } from './application';
import { fillOutbox } from './outbox-filling';
import { RawBroker } from './raw';
import { steadyRate } from './steady-rate';

export interface DrainResult {
  rows: number;
  raw: number;
  relay: number;
}

/** How fast a relay that finds `rows` events in the outbox gets them out, against raw confirmed publishing of as many. */
export async function measureDrain(rows: number): Promise<DrainResult> {
  const workplace = new Workplace();
  await workplace.prepare();
  const rabbitmq = await RawBroker.connect(RABBITMQ_URL);
  try {
    const body = await fill(workplace, rows);
    const queue = `${workplace.exchange}.sink`;
    const raw = await rabbitmq.withQueue(queue, workplace.exchange, () =>
      rabbitmq.publish(rows, workplace.exchange, () => body),
    );
    const relay = await rabbitmq.withQueue(queue, workplace.exchange, () => drain(workplace, rows));
    return { rows, raw, relay };
  } finally {
    await rabbitmq.close();
    await workplace.clear();
  }
}

/** Returns the bytes of one of the events, for raw publishing to send the same. */
async function fill(workplace: Workplace, rows: number): Promise<Buffer> {
  const application = await workplace.start({ options: { relay: { enabled: false } } });
  await fillOutbox(application, rows);
  const [{ body }] = await application
    .get(DataSource)
    .query<[{ body: string }]>('select body from eventing.outbox order by position limit 1');
  await application.close();
  return Buffer.from(body);
}

async function drain(workplace: Workplace, rows: number): Promise<number> {
  const application = await workplace.start();
  const health = application.get(EventingHealth);
  const rate = await steadyRate('the drain', () => health.state().relay.published, rows);
  await application.close();
  return rate;
}
