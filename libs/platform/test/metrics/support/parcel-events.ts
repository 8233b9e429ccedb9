import { IsIn, IsString, IsUUID } from 'class-validator';
import { IntegrationEvent, Payload, Snapshot } from '@warren/eventing';

/** What becomes of a parcel at its handler. */
export type Fate = 'arrives' | 'is-dropped-once' | 'is-dropped-for-a-while' | 'is-lost';

const FATES: Fate[] = ['arrives', 'is-dropped-once', 'is-dropped-for-a-while', 'is-lost'];

@IntegrationEvent({
  type: 'parcels.parcel-sent',
  version: 1,
  aggregate: 'parcel',
  subject: (event: ParcelSent) => event.parcelId,
})
export class ParcelSent extends Payload<ParcelSent> {
  @IsUUID('loose') readonly parcelId!: string;
  @IsIn(FATES) readonly fate!: Fate;
}

@IntegrationEvent({
  type: 'depots.depot-opened',
  version: 1,
  aggregate: 'depot',
  subject: (event: DepotOpened) => event.depotId,
})
export class DepotOpened extends Payload<DepotOpened> {
  @IsUUID('loose') readonly depotId!: string;
  @IsString() readonly town!: string;
}

/** Of another service, which this one is not told of: its copy is never complete. */
@Snapshot({
  type: 'depots.depot-snapshot',
  version: 1,
  aggregate: 'depot',
  subject: (depot: DepotSnapshot) => depot.depotId,
})
export class DepotSnapshot extends Payload<DepotSnapshot> {
  @IsUUID('loose') readonly depotId!: string;
  @IsString() readonly town!: string;
}
