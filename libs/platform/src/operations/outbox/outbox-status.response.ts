import { ApiProperty } from '@nestjs/swagger';
import type { OutboxPartition, OutboxReport } from '@warren/eventing';

export class BacklogResponse {
  @ApiProperty({ description: 'Events that are stored and not sent.', example: 0 })
  readonly events!: number;

  @ApiProperty({ description: 'There are more: counting was given up.' })
  readonly isMore!: boolean;

  @ApiProperty({ type: Date, nullable: true, description: 'When the oldest of them was stored.' })
  readonly oldestAt!: Date | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How long ago that is, by the clock of the database.',
  })
  readonly oldestAgeMs!: number | null;
}

export class RelayHolderResponse {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'orders-6d9f7/1/5b0c…',
    description: 'The process that relays.',
  })
  readonly holder!: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How much longer its lease is good for; below 0: it has run out.',
  })
  readonly leaseMs!: number | null;
}

export class GapsResponse {
  @ApiProperty({ description: 'Gaps between positions that are asked for in every read.' })
  readonly open!: number;

  @ApiProperty({ description: 'How many positions these are made of.' })
  readonly positions!: number;

  @ApiProperty({ description: 'Gaps that wait for long transactions to end.' })
  readonly parked!: number;
}

export class PartitionResponse implements OutboxPartition {
  @ApiProperty({ example: 'outbox_from_250000' })
  readonly name!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'The first position that belongs in it.' })
  readonly from!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'The first one that does not any more.' })
  readonly to!: number | null;

  @ApiProperty({ description: 'With its indexes.' })
  readonly bytes!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'As PostgreSQL estimates them.' })
  readonly estimatedRows!: number | null;
}

export class OutboxStatusResponse implements OutboxReport {
  @ApiProperty({ description: 'The position up to which events have been sent, by the last checkpoint.' })
  readonly relayedTo!: number;

  @ApiProperty({ type: Date, nullable: true })
  readonly checkpointAt!: Date | null;

  @ApiProperty({ type: Number, nullable: true, description: 'The position of the newest event.' })
  readonly lastPosition!: number | null;

  @ApiProperty()
  readonly backlog!: BacklogResponse;

  @ApiProperty()
  readonly relay!: RelayHolderResponse;

  @ApiProperty()
  readonly gaps!: GapsResponse;

  @ApiProperty({ type: [PartitionResponse], description: 'By position.' })
  readonly partitions!: PartitionResponse[];
}
