import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { readPlace } from './replay-options';

@ValidatorConstraint({ name: 'isPlace' })
class IsPlace implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return (typeof value === 'string' || typeof value === 'number') && readPlace(String(value)) !== undefined;
  }

  defaultMessage(): string {
    return '$property must be a position (1200) or a time (2026-03-01T10:00:00Z)';
  }
}

/** What to send round again. */
export class ReplayBody {
  @ApiPropertyOptional({
    example: '2026-03-01T10:00:00Z',
    description: 'A position, or a time. Default: the oldest that is kept.',
  })
  @IsOptional()
  @Validate(IsPlace)
  readonly from?: string | number;

  @ApiPropertyOptional({
    example: 1200,
    description: 'The last position, or a time. Default: what has been relayed by now.',
  })
  @IsOptional()
  @Validate(IsPlace)
  readonly to?: string | number;

  @ApiPropertyOptional({ type: [String], example: ['orders.order-placed'] })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @Matches(/^[a-z0-9-]+\.[a-z0-9-]+(\.v[1-9]\d*)?$/, { each: true })
  readonly types?: string[];

  @ApiPropertyOptional({ description: 'The id of an aggregate, or its partition key: order/<id>.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly aggregate?: string;

  @ApiPropertyOptional({
    example: 'inventory.reserve-stock-when-order-placed',
    description: 'This queue alone.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly queue?: string;

  @ApiPropertyOptional({
    default: false,
    description: 'Also what is older than inboxes remember; only with a queue.',
  })
  @IsOptional()
  @IsBoolean()
  readonly beyondInbox?: boolean;

  @ApiPropertyOptional({ default: 1000 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly perSecond?: number;
}
