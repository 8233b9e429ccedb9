import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventingHealth } from '@warren/eventing';
import { RABBITMQ_URL, Workplace } from './application';
import { MeasureParcel, ParcelCount } from './measure-parcel.handler';
import { fillOutbox } from './outbox-filling';
import { ParcelWeights, ParcelWeightsProjection } from './parcel-weights.projection';
import { RawBroker } from './raw';
import { steadyRate } from './steady-rate';
import { until } from './until';

export interface ConsumingResult {
  messages: number;
  raw: number;
  framework: number;
}

/** How fast a full queue is folded into a read model, against raw consuming of as many. */
export async function measureProjection(messages: number): Promise<ConsumingResult> {
  return measure(messages, {
    entities: [ParcelWeights],
    providers: [ParcelWeightsProjection],
    applied: 'select coalesce(sum(measurements), 0)::int as applied from parcel_weights',
  });
}

/** How fast a full queue is handled a transaction a message, fifty at once, against raw consuming of as many. */
export async function measureHandler(messages: number): Promise<ConsumingResult> {
  return measure(messages, {
    entities: [ParcelCount],
    providers: [MeasureParcel],
    applied: 'select coalesce(sum(count), 0)::int as applied from parcel_counts',
  });
}

interface Subject {
  entities: [typeof ParcelWeights] | [typeof ParcelCount];
  providers: [typeof ParcelWeightsProjection] | [typeof MeasureParcel];
  applied: string;
}

async function measure(messages: number, subject: Subject): Promise<ConsumingResult> {
  const workplace = new Workplace();
  await workplace.prepare();
  const rabbitmq = await RawBroker.connect(RABBITMQ_URL);
  try {
    await declareOnce(workplace, subject);
    const rawQueue = `${workplace.exchange}.sink`;
    const raw = await rabbitmq.withQueue(rawQueue, workplace.exchange, async () => {
      await publishAll(workplace, messages);
      return rabbitmq.consume(messages, rawQueue);
    });
    const framework = await consumeAll(workplace, subject, messages);
    return { messages, raw, framework };
  } finally {
    await rabbitmq.close();
    await workplace.clear();
  }
}

/** Makes the queue and the tables, and stops again, so that the queue fills with nobody consuming. */
async function declareOnce(workplace: Workplace, subject: Subject): Promise<void> {
  const application = await workplace.start(subject);
  await createTables(application);
  const health = application.get(EventingHealth);
  await until(
    'the consumers are there',
    () => health.state().consumers.every(({ state }) => state === 'consuming'),
    60_000,
  );
  await application.close();
}

async function createTables(application: INestApplicationContext): Promise<void> {
  const dataSource = application.get(DataSource);
  await dataSource.query(
    'create table if not exists parcel_weights (parcel_id uuid primary key, grams int, measurements int, remarks text)',
  );
  await dataSource.query(
    'create table if not exists parcel_counts (parcel_id uuid primary key, count int not null)',
  );
}

/** One publishing fills both queues: the raw consumer's and the framework's. */
async function publishAll(workplace: Workplace, messages: number): Promise<void> {
  const application = await workplace.start();
  await fillOutbox(application, messages);
  const health = application.get(EventingHealth);
  await until(
    'the relay has published everything',
    () => health.state().relay.published >= messages,
    600_000,
  );
  await application.close();
}

async function consumeAll(workplace: Workplace, subject: Subject, messages: number): Promise<number> {
  const application = await workplace.start(subject);
  const dataSource = application.get(DataSource);
  const applied = async () => {
    const [row] = await dataSource.query<[{ applied: number }]>(subject.applied);
    return row.applied;
  };
  const rate = await steadyRate('the work', applied, messages);
  await application.close();
  return rate;
}
