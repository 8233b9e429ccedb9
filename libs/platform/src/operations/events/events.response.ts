import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { TailedEvent } from '@warren/eventing';

export class EventResponse implements TailedEvent {
  @ApiProperty({ description: 'In the outbox of the service.' })
  readonly position!: number;

  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: 'orders.order-placed.v1' })
  readonly type!: string;

  @ApiProperty({ description: 'The id of the aggregate.' })
  readonly subject!: string;

  @ApiProperty({ example: 'order/0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001' })
  readonly partitionKey!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'The how-manieth event of the aggregate it is.' })
  readonly sequence!: number | null;

  @ApiProperty({ format: 'date-time' })
  readonly time!: string;

  @ApiProperty()
  readonly correlationId!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The event whose handler published this one.' })
  readonly causationId!: string | null;

  @ApiProperty({ description: 'Its data is not for everybody, and never shown.' })
  readonly confidential!: boolean;

  @ApiPropertyOptional({ description: 'Where it was asked for.' })
  readonly data?: unknown;
}

export class EventsResponse {
  @ApiProperty({ type: [EventResponse] })
  readonly events!: EventResponse[];
}
