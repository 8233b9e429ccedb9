import { Injectable, Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IsInt, IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn, type DataSource } from 'typeorm';
import { eventually } from '@warren/eventing/testing';
import { EventingModule } from '../../../src/eventing.module';
import { EventingRuntime } from '../../../src/eventing.runtime';
import { IdempotentHandler } from '../../../src/handlers/idempotent-handler';
import { IntegrationEvent } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';
import { Outbox } from '../../../src/outbox/outbox';
import { On } from '../../../src/projections/on.decorator';
import { Projection } from '../../../src/projections/projection.decorator';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import { EXPIRE_AFTER_MS, RABBITMQ_URL } from '../../support/test-broker';

@IntegrationEvent({ type: 'shop.sold', version: 1, aggregate: 'product', subject: (e: Sold) => e.product })
export class Sold extends Payload<Sold> {
  @IsString() readonly product!: string;
  @IsInt() readonly pieces!: number;
}

@IntegrationEvent({
  type: 'shop.secret-told',
  version: 1,
  aggregate: 'secret',
  subject: (e: SecretTold) => e.name,
  confidential: true,
})
export class SecretTold extends Payload<SecretTold> {
  @IsString() readonly name!: string;
}

@Entity('sales')
export class Sales {
  @PrimaryColumn('text') product!: string;
  @Column('integer') pieces!: number;
}

@Projection({ name: 'sales', into: Sales })
export class SalesProjection {
  @On(Sold)
  sold(row: Sales | undefined, { product, pieces }: Sold): Sales {
    return { product, pieces: (row?.pieces ?? 0) + pieces };
  }
}

/** Would take stock twice, if it ran twice. */
@Injectable()
export class TakeStock {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @IdempotentHandler(Sold)
  async handle({ product, pieces }: Sold): Promise<void> {
    await this.unitOfWork.manager.query(
      `insert into stock values ($1, 1000 - $2) on conflict (product) do update set pieces = stock.pieces - $2`,
      [product, pieces],
    );
  }
}

/** A handler that is new: it was not there when the events were published. */
@Injectable()
export class CountSales {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @IdempotentHandler(Sold)
  async handle({ product }: Sold): Promise<void> {
    await this.unitOfWork.manager.query('insert into counted values ($1)', [product]);
  }
}

@Injectable()
export class KeepSecret {
  readonly kept: string[] = [];

  @IdempotentHandler(SecretTold)
  handle({ name }: SecretTold): Promise<void> {
    this.kept.push(name);
    return Promise.resolve();
  }
}

export const createTables = (dataSource: DataSource): Promise<unknown> =>
  dataSource.query(
    `create table stock (product text primary key, pieces integer);
     create table sales (product text collate "C" primary key, pieces integer not null);
     create table counted (product text)`,
  );

export async function startShop(
  databaseUrl: string,
  namespace: string,
  providers: Provider[] = [],
): Promise<INestApplicationContext> {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, entities: [Sales] }),
      EventingModule.forService('shop', {
        broker: { url: RABBITMQ_URL, namespace, expireAfterMs: EXPIRE_AFTER_MS },
        handlers: { immediateTries: 6, retryDelays: [] },
        shutdown: { drainTimeoutMs: 2_000 },
      }),
    ],
    providers: [TakeStock, KeepSecret, SalesProjection, ...providers],
  })
  class ShopModule {}
  const logger = process.env.TEST_LOG ? undefined : (false as const);
  const app = await NestFactory.createApplicationContext(ShopModule, { abortOnError: false, logger });
  const { consumers } = app.get(EventingRuntime);
  await eventually('all consume', () =>
    consumers.every((consumer) => consumer.status().state === 'consuming'),
  );
  return app;
}

/** Sells so many pieces of each of these products, one after the other, and tells a secret of each. */
export async function sell(
  app: INestApplicationContext,
  products: readonly string[],
  pieces = 1,
): Promise<void> {
  const [unitOfWork, outbox] = [app.get(UnitOfWork), app.get(Outbox)];
  for (const product of products)
    await unitOfWork.run(async () => outbox.publish(new Sold({ product, pieces })));
}

export async function tellSecret(app: INestApplicationContext, name: string): Promise<void> {
  await app.get(UnitOfWork).run(async () => app.get(Outbox).publish(new SecretTold({ name })));
}
