import { Injectable } from '@nestjs/common';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IdempotentHandler, UnitOfWork } from '@warren/eventing';
import { ParcelMeasured } from './workload';

@Entity('parcel_counts')
export class ParcelCount {
  @PrimaryColumn('uuid', { name: 'parcel_id' }) parcelId!: string;
  @Column('int') count!: number;
}

/** The smallest effect that is one: an upsert. */
@Injectable()
export class MeasureParcel {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @IdempotentHandler(ParcelMeasured, { concurrency: 50 })
  async handle({ parcelId }: ParcelMeasured): Promise<void> {
    await this.unitOfWork.manager.query(
      `insert into parcel_counts values ($1, 1) on conflict (parcel_id) do update set count = parcel_counts.count + 1`,
      [parcelId],
    );
  }
}
