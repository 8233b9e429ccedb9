import { Body, Controller, Get, Injectable, Module, Param, Post } from '@nestjs/common';
import { IsIn, IsUUID } from 'class-validator';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  EventingModule,
  IdempotentHandler,
  On,
  OnTimeout,
  Outbox,
  PermanentError,
  Projection,
  Saga,
  StartedBy,
  UnitOfWork,
  type Delivery,
  type SagaProcess,
} from '@warren/eventing';
import { DatabaseModule, PlatformModule, Roles } from '../../../src';
import { DepotOpened, DepotSnapshot, ParcelSent, type Fate } from './parcel-events';

@Entity('parcels')
export class Parcel {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') fate!: string;
}

@Entity('depots')
export class Depot {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') town!: string;
}

@Injectable()
class DeliverParcel {
  @IdempotentHandler(ParcelSent, { retry: { immediate: 2, delays: ['1s'] } })
  async handle({ fate }: ParcelSent, { attempt }: Delivery): Promise<void> {
    if (fate === 'is-lost') throw new PermanentError('It is lost.');
    const tries = { arrives: 1, 'is-dropped-once': 2, 'is-dropped-for-a-while': 3 }[fate];
    if (attempt < tries) throw new Error('It was dropped.');
  }
}

@Projection({ name: 'parcel-list', into: Parcel, key: (event: ParcelSent) => event.parcelId })
class ParcelList {
  @On(ParcelSent) sent(_row: Parcel | undefined, { parcelId, fate }: ParcelSent): Parcel {
    return { id: parcelId, fate };
  }
}

@Projection({ name: 'known-depots', into: Depot, key: (event: DepotSnapshot) => event.depotId })
class KnownDepots {
  @On(DepotSnapshot) @On(DepotOpened) depot(_row: Depot | undefined, { depotId, town }: DepotOpened): Depot {
    return { id: depotId, town };
  }
}

@Saga({ name: 'follow-parcel', key: (event: ParcelSent) => event.parcelId })
class FollowParcel {
  @StartedBy(ParcelSent) sent(saga: SagaProcess<object>): void {
    saga.state = {};
    saga.timeout('lost', '1h');
  }

  @OnTimeout('lost') lost(saga: SagaProcess<object>): void {
    saga.complete();
  }
}

class SendParcel {
  @IsUUID('loose') readonly id!: string;
  @IsIn(['arrives', 'is-dropped-once', 'is-dropped-for-a-while', 'is-lost']) readonly fate!: Fate;
}

@Controller('parcels')
@Roles('staff')
class ParcelsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @Post()
  async send(@Body() { id, fate }: SendParcel): Promise<void> {
    await this.unitOfWork.run(async () => {
      this.outbox.publish(new ParcelSent({ parcelId: id, fate }));
    });
  }

  @Get('broken')
  broken(): void {
    throw new Error('This one always fails.');
  }

  @Get(':id')
  async parcel(@Param('id') id: string): Promise<{ found: boolean }> {
    return { found: await this.unitOfWork.manager.existsBy(Parcel, { id }) };
  }
}

/** A service that has one of each: a handler, a saga, a projection, a copy of another service's aggregates. */
@Module({
  imports: [
    PlatformModule.forService('parcels'),
    DatabaseModule.forEntities(Parcel, Depot),
    EventingModule.forService('parcels', { relay: { pollMs: 50 }, scheduling: { pollMs: 200 } }),
  ],
  controllers: [ParcelsController],
  providers: [DeliverParcel, ParcelList, KnownDepots, FollowParcel],
})
export class ParcelsModule {}

class CreateParcels1750000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table parcels (id uuid primary key, fate text not null)');
    await runner.query('create table depots (id uuid primary key, town text not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table depots, parcels');
  }
}

export const migrations = [CreateParcels1750000000001];
