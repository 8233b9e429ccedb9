import { ApiProperty } from '@nestjs/swagger';
import {
  PARKING_REASONS,
  type DeadLetterDetails,
  type DeadLetterEvent,
  type DeadLetterGroup,
  type EventEnvelope,
  type ParkingReason,
} from '@warren/eventing';
import { DeadLetterResponse } from './dead-letter.response';

const text = { type: String, nullable: true } as const;

export class DeadLetterEventResponse implements DeadLetterEvent {
  @ApiProperty() readonly at!: Date;
  @ApiProperty({ type: String, example: 'failed again' }) readonly what!: DeadLetterEvent['what'];
  @ApiProperty({ ...text, description: 'Who asked for it.' }) readonly actor!: string | null;
  @ApiProperty({ ...text, description: 'Why, as they said.' }) readonly reason!: string | null;
  @ApiProperty(text) readonly detail!: string | null;
  @ApiProperty({ ...text, description: 'The re-drive that it was part of.' }) readonly redrive!:
    string | null;
}

export class DeadLetterDetailsResponse extends DeadLetterResponse implements DeadLetterDetails {
  @ApiProperty({
    type: Object,
    nullable: true,
    description: 'The event; without the data of a confidential one.',
  })
  readonly envelope!: EventEnvelope | null;

  @ApiProperty({ ...text, description: 'What is no event, as text.' }) readonly bodyText!: string | null;
  @ApiProperty() readonly isConfidential!: boolean;

  @ApiProperty({
    ...text,
    description: 'The earlier dead letter of the aggregate that has to be dealt with before.',
  })
  readonly waitsFor!: string | null;

  @ApiProperty({ type: [DeadLetterEventResponse] }) readonly history!: DeadLetterEventResponse[];
}

export class DeadLetterGroupResponse implements DeadLetterGroup {
  @ApiProperty() readonly consumer!: string;
  @ApiProperty({ description: 'To be passed as `fault`.' }) readonly fault!: string;
  @ApiProperty() readonly count!: number;
  @ApiProperty({ description: 'When the oldest was parked.' }) readonly first!: Date;
  @ApiProperty({ description: 'When the newest was parked.' }) readonly last!: Date;
  @ApiProperty() readonly errorName!: string;
  @ApiProperty({ description: 'With # for what differs.', example: 'No product #' })
  readonly errorText!: string;
  @ApiProperty({ example: 'Stock.take (stock.ts)' }) readonly place!: string;
  @ApiProperty({ format: 'uuid', description: 'The newest of them.' }) readonly exampleId!: string;
  @ApiProperty() readonly exampleMessage!: string;
  @ApiProperty({ enum: PARKING_REASONS }) readonly reason!: ParkingReason;
  @ApiProperty(text) readonly type!: string | null;
}
