import { ApiProperty } from '@nestjs/swagger';
import type { Discarded, Redrive, RedriveStatus } from '@warren/eventing';

const STATUSES: RedriveStatus[] = ['running', 'finished', 'stopped', 'cancelled'];
const text = { type: String, nullable: true } as const;

export class RedriveResponse implements Redrive {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ enum: STATUSES }) readonly status!: RedriveStatus;
  @ApiProperty() readonly actor!: string;
  @ApiProperty(text) readonly reason!: string | null;
  @ApiProperty() readonly ramped!: boolean;
  @ApiProperty({ description: 'The one it is at.' }) readonly step!: number;
  @ApiProperty({ description: 'How many there are.' }) readonly steps!: number;
  @ApiProperty() readonly letters!: number;
  @ApiProperty() readonly handled!: number;
  @ApiProperty({ description: 'Parked again.' }) readonly failed!: number;
  @ApiProperty() readonly discarded!: number;
  @ApiProperty({ description: 'With the consumer, or about to be sent.' }) readonly underWay!: number;
  @ApiProperty({ description: 'Not asked for yet, or not any more.' }) readonly waiting!: number;
  @ApiProperty() readonly requestedAt!: Date;
  @ApiProperty({ type: Date, nullable: true }) readonly endedAt!: Date | null;
  @ApiProperty({ ...text, description: 'Why it ended too soon.' }) readonly endedBecause!: string | null;
  @ApiProperty({ ...text, description: 'What is in the way, by one example.' }) readonly problem!:
    string | null;
}

export class DiscardedResponse implements Discarded {
  @ApiProperty() readonly discarded!: number;

  @ApiProperty({
    description: 'Events that hold up a projection: discarded when it has gone on without them.',
  })
  readonly requested!: number;
}
