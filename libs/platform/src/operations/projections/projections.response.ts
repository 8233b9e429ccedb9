import { ApiProperty } from '@nestjs/swagger';
import type { ProjectionReport } from '@warren/eventing';

export class HeldResponse {
  @ApiProperty({ description: 'Events that wait for an earlier one.' })
  readonly events!: number;

  @ApiProperty({ description: 'How many aggregates they belong to.' })
  readonly streams!: number;

  @ApiProperty({ description: 'Since when the one that has waited longest is held.' })
  readonly oldest!: Date;

  @ApiProperty({ description: 'There are more: counting was given up.' })
  readonly isMore!: boolean;
}

export class LagResponse {
  @ApiProperty({ description: 'Of the event that was applied last.' })
  readonly lastMs!: number;

  @ApiProperty({ description: 'Half of the recent events took no longer.' })
  readonly p50Ms!: number;

  @ApiProperty()
  readonly p99Ms!: number;

  @ApiProperty({ description: 'How many events that is based on.' })
  readonly events!: number;
}

const STATES = ['wanted', 'asked', 'receiving', 'complete'] as const;

export class CopyResponse {
  @ApiProperty()
  readonly projection!: string;

  @ApiProperty({ example: 'users.user-snapshot.v1' })
  readonly snapshot!: string;

  @ApiProperty({ enum: STATES })
  readonly state!: (typeof STATES)[number];

  @ApiProperty({ description: 'How many aggregates have come.' })
  readonly received!: number;

  @ApiProperty({ type: Number, nullable: true, description: 'How many there are; null until that is known.' })
  readonly expected!: number | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly askedAt!: Date | null;

  @ApiProperty({ type: Date, nullable: true, description: 'When it was complete the last time.' })
  readonly completedAt!: Date | null;
}

export class ProjectionResponse implements ProjectionReport {
  @ApiProperty({ example: 'order-details' })
  readonly name!: string;

  @ApiProperty({ example: 'OrderDetails', description: 'The class of its read model.' })
  readonly into!: string;

  @ApiProperty({ example: ['orders'], description: 'Whose events it takes.' })
  readonly follows!: string[];

  @ApiProperty({ description: 'Aggregates that it has heard of.' })
  readonly streams!: number;

  @ApiProperty({ description: 'There are more: counting was given up.' })
  readonly streamsAreMore!: boolean;

  @ApiProperty({ type: HeldResponse, nullable: true, description: 'Null when nothing is held.' })
  readonly held!: HeldResponse | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Messages in its queue; null: the broker was not to be asked.',
  })
  readonly waiting!: number | null;

  @ApiProperty({
    type: LagResponse,
    nullable: true,
    description: 'Of this replica, lately; null when it applied nothing.',
  })
  readonly lag!: LagResponse | null;

  @ApiProperty({ type: [CopyResponse] })
  readonly copies!: CopyResponse[];
}

export class ProjectionsResponse {
  @ApiProperty({ type: [ProjectionResponse], description: 'By name.' })
  readonly projections!: ProjectionResponse[];
}
