import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsDate,
  IsIn,
  IsInt,
  IsUUID,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  DEAD_LETTER_STATUSES,
  PARKING_REASONS,
  type DeadLetterFilter,
  type DeadLetterStatus,
  type ParkingReason,
} from '@warren/eventing';
import { IsLine } from '../../http/is-line';
import { MayBeAbsent } from '../../http/may-be-absent';
import { TIME_FORMS, timeOf } from '../time-of';

const asList = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',') : value;

const asTime = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? (timeOf(value) ?? value) : value;

/** Which dead letters are meant: those to which all of it applies. */
export class DeadLetterFilterRequest implements DeadLetterFilter {
  @MayBeAbsent()
  @Transform(asList)
  @IsIn(DEAD_LETTER_STATUSES, { each: true })
  @ApiPropertyOptional({
    enum: DEAD_LETTER_STATUSES,
    isArray: true,
    description: 'Default: parked, requested, sent.',
  })
  readonly status?: DeadLetterStatus[];

  @MayBeAbsent() @IsLine(200) readonly consumer?: string;
  @MayBeAbsent() @IsLine(200) readonly type?: string;

  @MayBeAbsent()
  @IsIn(PARKING_REASONS)
  @ApiPropertyOptional({ enum: PARKING_REASONS })
  readonly reason?: ParkingReason;

  @MayBeAbsent() @IsLine(500) readonly correlationId?: string;
  @MayBeAbsent() @IsLine(500) readonly id?: string;
  @MayBeAbsent() @IsLine(500) readonly partitionKey?: string;
  @MayBeAbsent() @IsLine(100) readonly fault?: string;

  @MayBeAbsent()
  @Transform(asTime)
  @IsDate({ message: `$property must be ${TIME_FORMS}` })
  @ApiPropertyOptional({ type: Date, description: 'Parked then or later.' })
  readonly since?: Date;

  @MayBeAbsent()
  @Transform(asTime)
  @IsDate({ message: `$property must be ${TIME_FORMS}` })
  @ApiPropertyOptional({ type: Date, description: 'Parked before.' })
  readonly until?: Date;

  @MayBeAbsent() @IsLine(500) readonly text?: string;
}

export class FindDeadLettersRequest extends DeadLetterFilterRequest {
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  @ApiPropertyOptional({ minimum: 1, maximum: 1_000, default: 50 })
  readonly size: number = 50;

  @MayBeAbsent() @IsLine(200) readonly after?: string;
}

export class ShowDeadLetterRequest {
  @MayBeAbsent()
  @IsIn(['true', 'false'])
  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'Also the data of a confidential event.' })
  readonly confidential?: 'true' | 'false';
}

/** Which dead letters something is to be done with: ids, or a filter that says something. */
export class ChosenDeadLetters {
  @MayBeAbsent()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @IsUUID('loose', { each: true })
  @ApiPropertyOptional({ type: [String], format: 'uuid' })
  readonly ids?: string[];

  @MayBeAbsent()
  @ValidateNested()
  @Type(() => DeadLetterFilterRequest)
  @ApiPropertyOptional({ type: DeadLetterFilterRequest, description: 'Instead of ids. `{}`: all that wait.' })
  readonly filter?: DeadLetterFilterRequest;
}

export class RedriveRequest extends ChosenDeadLetters {
  @MayBeAbsent() @IsLine(500) readonly reason?: string;

  @MayBeAbsent()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(1_000_000, { each: true })
  @ApiPropertyOptional({
    type: [Number],
    example: [1, 5, 50, 500],
    description: 'Sizes of steps; the last repeats.',
  })
  readonly steps?: number[];

  @MayBeAbsent()
  @IsBoolean()
  @ApiPropertyOptional({ description: 'The same with the usual steps: 1, 5, 50, 500, 500, …' })
  readonly ramp?: boolean;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @ApiPropertyOptional({ default: 0, description: 'How many may fail again before a ramp stops.' })
  readonly tolerated?: number;

  @MayBeAbsent() @IsLine(200) readonly to?: string;
}

export class DiscardRequest extends ChosenDeadLetters {
  @IsLine(500)
  @ApiProperty({ example: 'a test order' })
  readonly reason!: string;
}

export class CancelRedriveRequest {
  @MayBeAbsent() @IsLine(500) readonly reason?: string;
}
