import { ApiProperty } from '@nestjs/swagger';
import {
  DEAD_LETTER_STATUSES,
  PARKING_REASONS,
  type DeadLetter,
  type DeadLetterPage,
  type DeadLetterStatus,
  type ParkingReason,
} from '@warren/eventing';

const text = { type: String, nullable: true } as const;
const time = { type: Date, nullable: true } as const;

export class DeadLetterResponse implements DeadLetter {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ enum: DEAD_LETTER_STATUSES }) readonly status!: DeadLetterStatus;
  @ApiProperty({ enum: PARKING_REASONS }) readonly reason!: ParkingReason;
  @ApiProperty({ example: 'reserve-stock-when-order-placed' }) readonly consumer!: string;
  @ApiProperty({ description: 'That it was taken from.' }) readonly queue!: string;
  @ApiProperty({ description: 'Where it had been published.' }) readonly exchange!: string;
  @ApiProperty() readonly routingKey!: string;
  @ApiProperty(text) readonly eventId!: string | null;
  @ApiProperty({ ...text, example: 'orders.order-placed.v1' }) readonly type!: string | null;
  @ApiProperty({ ...text, example: '/orders' }) readonly source!: string | null;
  @ApiProperty(text) readonly correlationId!: string | null;
  @ApiProperty({ ...text, description: 'The aggregate.' }) readonly partitionKey!: string | null;
  @ApiProperty({ type: Number, nullable: true }) readonly sequence!: number | null;
  @ApiProperty() readonly errorName!: string;
  @ApiProperty() readonly errorMessage!: string;
  @ApiProperty(text) readonly errorStack!: string | null;
  @ApiProperty({ description: 'The group it belongs to.' }) readonly fault!: string;
  @ApiProperty({ description: 'How often it was tried.' }) readonly attempts!: number;
  @ApiProperty() readonly firstFailedAt!: Date;
  @ApiProperty() readonly lastFailedAt!: Date;
  @ApiProperty({ description: 'When it was parked last.' }) readonly parkedAt!: Date;
  @ApiProperty({ description: 'How often it was sent round again.' }) readonly drives!: number;
  @ApiProperty({ ...text, description: 'Sent to this one instead.' }) readonly target!: string | null;
  @ApiProperty({ ...text, description: 'Why it is not getting on.' }) readonly problem!: string | null;
  @ApiProperty({ ...time, description: 'When it was handled or discarded.' })
  readonly settledAt!: Date | null;
  @ApiProperty({ description: 'AMQP headers, as JSON.' }) readonly headers!: string;
  @ApiProperty({ description: 'In bytes.' }) readonly bodySize!: number;
}

export class DeadLetterPageResponse implements DeadLetterPage {
  @ApiProperty({ type: [DeadLetterResponse] }) readonly letters!: DeadLetterResponse[];

  @ApiProperty({
    required: false,
    description:
      'Pass it as `after` for the next page. A page that looks for text may be short, or empty, and yet have one.',
  })
  readonly next!: string | undefined;
}
