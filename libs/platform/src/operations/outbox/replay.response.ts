import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Replay, ReplayEvent, ReplayRequest } from '@warren/eventing';

const PLACE = { oneOf: [{ type: 'number' }, { type: 'string', format: 'date-time' }] };

export class ReplayRequestResponse implements ReplayRequest {
  @ApiPropertyOptional(PLACE)
  readonly from?: number | Date;

  @ApiPropertyOptional(PLACE)
  readonly to?: number | Date;

  @ApiPropertyOptional({ type: [String] })
  readonly types?: readonly string[];

  @ApiPropertyOptional()
  readonly aggregate?: string;

  @ApiPropertyOptional({ description: 'Absent: everybody who listens.' })
  readonly queue?: string;

  @ApiPropertyOptional()
  readonly beyondInbox?: boolean;

  @ApiPropertyOptional()
  readonly perSecond?: number;

  @ApiPropertyOptional({ description: 'Who has asked for it.' })
  readonly requestedBy?: string;
}

export class ReplayEventResponse implements ReplayEvent {
  @ApiProperty()
  readonly at!: Date;

  @ApiProperty({ enum: ['stopped', 'resumed'] })
  readonly what!: ReplayEvent['what'];

  @ApiProperty({ example: 'ada@example.com' })
  readonly by!: string;
}

export class ReplayResponse implements Replay {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ enum: ['running', 'stopped', 'interrupted', 'done', 'failed'] })
  readonly state!: Replay['state'];

  @ApiPropertyOptional({ type: String, description: 'Why it failed.' })
  readonly detail: string | undefined;

  @ApiProperty()
  readonly fromPosition!: number;

  @ApiProperty()
  readonly toPosition!: number;

  @ApiProperty({ description: 'Everything up to here has been looked at.' })
  readonly position!: number;

  @ApiProperty({ description: 'Confirmed by the broker.' })
  readonly sent!: number;

  @ApiProperty({ description: 'Those of them that no queue took.' })
  readonly unroutable!: number;

  @ApiProperty({ description: 'Left out because they are confidential and their type was not named.' })
  readonly withheld!: number;

  @ApiProperty({ example: 0.5, description: 'Of the way, from 0 to 1.' })
  readonly share!: number;

  @ApiProperty()
  readonly request!: ReplayRequestResponse;

  @ApiProperty({ type: [ReplayEventResponse], description: 'What somebody has done to it since.' })
  readonly history!: ReplayEvent[];

  @ApiProperty()
  readonly requestedAt!: Date;

  @ApiProperty()
  readonly changedAt!: Date;
}
