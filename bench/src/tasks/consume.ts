import { DataSource } from 'typeorm';
import { startService } from '../service';
import { MeasureParcel, ParcelCount } from './measure-parcel.handler';
import { ParcelWeights, ParcelWeightsProjection } from './parcel-weights.projection';
import { steadyRate } from './steady-rate';
import { untilConsuming } from './until-consuming';

export type Consumer = 'projection' | 'handler';

interface Setting {
  name: string;
  consumer: Consumer;
}

const CONSUMERS = {
  projection: {
    entities: [ParcelWeights],
    providers: [ParcelWeightsProjection],
    table: 'parcel_weights (parcel_id uuid primary key, grams int, measurements int, remarks text)',
    applied: 'select coalesce(sum(measurements), 0)::int as applied from parcel_weights',
  },
  handler: {
    entities: [ParcelCount],
    providers: [MeasureParcel],
    table: 'parcel_counts (parcel_id uuid primary key, count int not null)',
    applied: 'select coalesce(sum(count), 0)::int as applied from parcel_counts',
  },
};

/** Makes the queue and the table, and stops again, so that the queue fills with nobody consuming. */
export async function declareQueue({ name, consumer }: Setting): Promise<void> {
  const service = await startService(name, CONSUMERS[consumer]);
  await service.get(DataSource).query(`create table ${CONSUMERS[consumer].table}`);
  await untilConsuming(service);
  await service.close();
}

/** How many messages of a full queue have had their effect in a second. */
export async function consumeAll({
  name,
  consumer,
  messages,
}: Setting & { messages: number }): Promise<number> {
  const service = await startService(name, CONSUMERS[consumer]);
  const dataSource = service.get(DataSource);
  const applied = async () => {
    const [row] = await dataSource.query<[{ applied: number }]>(CONSUMERS[consumer].applied);
    return row.applied;
  };
  const rate = await steadyRate('the work', applied, messages);
  await service.close();
  return rate;
}
