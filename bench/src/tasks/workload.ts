import { IsInt, IsISO8601, IsString, IsUUID, Length } from 'class-validator';
import { v7 as uuidv7 } from 'uuid';
import { IntegrationEvent, Payload } from '@warren/eventing';

/** An event of about 1 KiB on the wire, as ordinary as they come. */
@IntegrationEvent({
  type: 'bench.parcel-measured',
  version: 1,
  aggregate: 'parcel',
  subject: (e: ParcelMeasured) => e.parcelId,
})
export class ParcelMeasured extends Payload<ParcelMeasured> {
  @IsUUID() readonly parcelId!: string;
  @IsInt() readonly grams!: number;
  @IsISO8601() readonly measuredAt!: string;
  @IsString() @Length(0, 1_000) readonly remarks!: string;
}

/** The aggregates that the events are spread over. */
export class Parcels {
  private readonly ids: string[];

  constructor(howMany: number) {
    this.ids = Array.from({ length: howMany }, () => uuidv7());
  }

  event(index: number): ParcelMeasured {
    return new ParcelMeasured({
      parcelId: this.ids[index % this.ids.length] as string,
      grams: index,
      measuredAt: new Date().toISOString(),
      remarks: REMARKS,
    });
  }
}

const REMARKS = 'The scale stood level and was calibrated. '.repeat(12);
