import { Injectable, Module } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  EventingModule,
  IdempotentHandler,
  IntegrationEvent,
  On,
  Payload,
  Projection,
  UnitOfWork,
} from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';

@IntegrationEvent({
  type: 'orders.fruit-sold',
  version: 1,
  aggregate: 'fruit',
  subject: (e: FruitSold) => e.fruit,
})
export class FruitSold extends Payload<FruitSold> {
  @IsString() readonly fruit!: string;
}

@Entity('sales')
class Sales {
  @PrimaryColumn('text') fruit!: string;
  @Column('int') sold!: number;
}

@Projection({ name: 'sales', into: Sales })
class SalesProjection {
  @On(FruitSold)
  sold(row: Sales | undefined, { fruit }: FruitSold): Sales {
    return { fruit, sold: (row?.sold ?? 0) + 1 };
  }
}

@Injectable()
class NoteWhenFruitSold {
  constructor(private readonly work: UnitOfWork) {}

  @IdempotentHandler(FruitSold)
  async handle({ fruit }: FruitSold): Promise<void> {
    await this.work.manager.query('insert into notes (fruit) values ($1)', [fruit]);
  }
}

class CreateStall1740000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table sales (fruit text primary key, sold int not null)');
    await runner.query('create table notes (id bigserial primary key, fruit text not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table sales, notes');
  }
}

/** A service with a bit of everything that is stored: events, a handler's own rows, a read model. It is called like one that has roles. */
@Module({
  imports: [
    PlatformModule.forService('orders'),
    DatabaseModule.forEntities(Sales),
    EventingModule.forService('orders'),
  ],
  providers: [SalesProjection, NoteWhenFruitSold],
})
export class StallModule {}

export const STALL = { name: 'orders', migrations: [CreateStall1740000000001] };
