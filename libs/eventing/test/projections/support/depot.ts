import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsInt, IsOptional, IsString, IsUUID, Min, ValidateNested } from 'class-validator';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { IntegrationEvent } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';
import type { EventMeta } from '../../../src/projections/event-meta';
import { On } from '../../../src/projections/on.decorator';
import { Projection } from '../../../src/projections/projection.decorator';

/** A parcel depot: the events that the tests of projections fold, and the read models they fold them into. */
export class Item {
  @IsString() readonly product!: string;
  @IsInt() @Min(1) readonly quantity!: number;
}

@IntegrationEvent({
  type: 'depot.parcel-packed',
  version: 1,
  aggregate: 'parcel',
  subject: (e: ParcelPacked) => e.parcelId,
})
export class ParcelPacked extends Payload<ParcelPacked> {
  @IsUUID() readonly parcelId!: string;
  @ArrayNotEmpty() @ValidateNested({ each: true }) @Type(() => Item) readonly items!: Item[];
}

@IntegrationEvent({
  type: 'depot.parcel-scanned',
  version: 1,
  aggregate: 'parcel',
  subject: (e: ParcelScanned) => e.parcelId,
})
export class ParcelScanned extends Payload<ParcelScanned> {
  @IsUUID() readonly parcelId!: string;
  @IsString() readonly place!: string;
  /** What the read model counts in; the tests send values that its table refuses. */
  @IsOptional() @IsInt() readonly worth?: number;
}

@IntegrationEvent({
  type: 'depot.parcel-returned',
  version: 1,
  aggregate: 'parcel',
  subject: (e: ParcelReturned) => e.parcelId,
})
export class ParcelReturned extends Payload<ParcelReturned> {
  @IsUUID() readonly parcelId!: string;
}

/** Of a followed aggregate, but nobody folds it. */
@IntegrationEvent({
  type: 'depot.parcel-weighed',
  version: 1,
  aggregate: 'parcel',
  subject: (e: ParcelWeighed) => e.parcelId,
})
export class ParcelWeighed extends Payload<ParcelWeighed> {
  @IsUUID() readonly parcelId!: string;
}

/** Of an aggregate that nobody follows. */
@IntegrationEvent({
  type: 'depot.clerk-hired',
  version: 1,
  aggregate: 'clerk',
  subject: (e: ClerkHired) => e.clerkId,
})
export class ClerkHired extends Payload<ClerkHired> {
  @IsUUID() readonly clerkId!: string;
}

@Entity('parcel_history')
export class ParcelHistory {
  @PrimaryColumn('uuid') id!: string;
  @Column('jsonb') places!: string[];
  @Column('int') pieces!: number;
  /** Too small on purpose for what some tests send. */
  @Column('smallint') worth!: number;
  @Column('timestamptz') changedAt!: Date;
}

/** One row for each parcel: fed by one aggregate, so that the gate guards it. */
@Projection({ name: 'parcel-history', into: ParcelHistory })
export class ParcelHistoryProjection {
  @On(ParcelPacked)
  packed(row: ParcelHistory | undefined, event: ParcelPacked, meta: EventMeta): ParcelHistory {
    const pieces = event.items.reduce((sum, item) => sum + item.quantity, 0);
    const { places = [], worth = 0 } = row ?? {};
    return {
      id: event.parcelId,
      places,
      pieces: (row?.pieces ?? 0) + pieces,
      worth,
      changedAt: new Date(meta.time),
    };
  }

  @On(ParcelScanned)
  scanned(row: ParcelHistory | undefined, event: ParcelScanned, meta: EventMeta): ParcelHistory {
    if (event.place === 'nowhere') throw new Error(`Parcel ${event.parcelId} was scanned nowhere.`);
    const { places = [], pieces = 0, worth = 0 } = row ?? {};
    return {
      id: event.parcelId,
      // What the fold makes of an event may be a text that the database refuses, which the event itself cannot be.
      places: [...places, event.place === 'cut off' ? 'a\0b' : event.place],
      pieces,
      worth: worth + (event.worth ?? 0),
      changedAt: new Date(meta.time),
    };
  }

  @On(ParcelReturned)
  returned(): undefined {
    return undefined;
  }
}

@Entity('place_traffic')
export class PlaceTraffic {
  @PrimaryColumn('text') place!: string;
  @Column('int') scans!: number;
  @Column('bigint') worth!: string;
}

/** One row for each place: fed by many parcels, in any order relative to each other, so that it needs a lock of its own. */
@Projection({ name: 'place-traffic', into: PlaceTraffic, key: (event: ParcelScanned) => event.place })
export class PlaceTrafficProjection {
  @On(ParcelScanned)
  scanned(row: PlaceTraffic | undefined, event: ParcelScanned): PlaceTraffic {
    return {
      place: event.place,
      scans: (row?.scans ?? 0) + 1,
      worth: String(BigInt(row?.worth ?? 0) + BigInt(event.worth ?? 0)),
    };
  }
}
