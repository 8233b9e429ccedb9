import { IsArray, IsBoolean, IsDateString, IsInt, IsUUID } from 'class-validator';
import { Snapshot } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';
import type { EventMeta } from '../../../src/projections/event-meta';
import { On } from '../../../src/projections/on.decorator';
import { Projection } from '../../../src/projections/projection.decorator';
import { ParcelHistory, ParcelHistoryProjection, ParcelPacked, ParcelReturned, ParcelScanned } from './depot';

/** All that the depot knows of a parcel. */
@Snapshot({
  type: 'depot.parcel-snapshot',
  version: 1,
  aggregate: 'parcel',
  subject: (e: ParcelSnapshot) => e.parcelId,
})
export class ParcelSnapshot extends Payload<ParcelSnapshot> {
  @IsUUID() readonly parcelId!: string;
  @IsArray() readonly places!: string[];
  @IsInt() readonly pieces!: number;
  @IsInt() readonly worth!: number;
  @IsDateString() readonly changedAt!: string;
  @IsBoolean() readonly returned!: boolean;
}

/** The histories of the depot, for a service that may begin at any time: it asks for what was before it. */
@Projection({ name: 'parcel-copy', into: ParcelHistory })
export class ParcelCopyProjection {
  private readonly histories = new ParcelHistoryProjection();

  @On(ParcelSnapshot)
  found(_row: ParcelHistory | undefined, parcel: ParcelSnapshot): ParcelHistory | undefined {
    const { parcelId: id, places, pieces, worth, changedAt, returned } = parcel;
    if (places.includes('nowhere')) throw new Error(`Parcel ${id} is nowhere.`);
    return returned ? undefined : { id, places, pieces, worth, changedAt: new Date(changedAt) };
  }

  @On(ParcelPacked)
  packed(row: ParcelHistory | undefined, event: ParcelPacked, meta: EventMeta): ParcelHistory {
    return this.histories.packed(row, event, meta);
  }

  @On(ParcelScanned)
  scanned(row: ParcelHistory | undefined, event: ParcelScanned, meta: EventMeta): ParcelHistory {
    return this.histories.scanned(row, event, meta);
  }

  @On(ParcelReturned)
  returned(): undefined {
    return undefined;
  }
}

/** What the depot answers when it is asked for a parcel whose history, so far, has led to this row. */
export function snapshotOf(parcelId: string, row: ParcelHistory | undefined): ParcelSnapshot {
  const { places = [], pieces = 0, worth = 0, changedAt = new Date(0) } = row ?? {};
  const returned = row === undefined;
  return new ParcelSnapshot({
    parcelId,
    places,
    pieces,
    worth,
    changedAt: changedAt.toISOString(),
    returned,
  });
}
