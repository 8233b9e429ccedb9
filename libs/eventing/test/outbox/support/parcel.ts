import { IsInt, IsString } from 'class-validator';
import { IntegrationEvent } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';

/** The event of these tests. */
@IntegrationEvent({
  type: 'parcels.parcel-moved',
  version: 1,
  aggregate: 'parcel',
  subject: (event: ParcelMoved) => event.parcelId,
})
export class ParcelMoved extends Payload<ParcelMoved> {
  @IsString() readonly parcelId!: string;
  @IsInt() readonly step!: number;
}
