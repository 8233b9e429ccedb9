import { Column, Entity, PrimaryColumn } from 'typeorm';
import { On, Projection } from '@warren/eventing';
import { ParcelMeasured } from './workload';

@Entity('parcel_weights')
export class ParcelWeights {
  @PrimaryColumn('uuid', { name: 'parcel_id' }) parcelId!: string;
  @Column('int') grams!: number;
  @Column('int') measurements!: number;
  @Column('text') remarks!: string;
}

@Projection({ name: 'parcel-weights', into: ParcelWeights, key: (event: ParcelMeasured) => event.parcelId })
export class ParcelWeightsProjection {
  @On(ParcelMeasured)
  measured(row: ParcelWeights | undefined, { parcelId, grams, remarks }: ParcelMeasured): ParcelWeights {
    return { parcelId, grams, remarks, measurements: (row?.measurements ?? 0) + 1 };
  }
}
