import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsString, Length, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../../http/may-be-absent';

const listed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.split(',') : value;

export class EventsRequest {
  @MayBeAbsent()
  @Transform(listed)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  @ApiPropertyOptional({
    description: 'Only these, separated by commas; the version and the service may be left out.',
    example: 'order-placed',
    type: String,
  })
  readonly type?: string[];

  @MayBeAbsent()
  @IsString()
  @Length(1, 400)
  @ApiPropertyOptional({ description: 'Only those about this: an id, or a partition key.' })
  readonly aggregate?: string;

  @MayBeAbsent()
  @IsString()
  @Length(1, 200)
  @ApiPropertyOptional({ description: 'Only those that this request has set off.' })
  readonly correlation?: string;

  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000)
  @ApiPropertyOptional({ description: 'Look through this many of the latest.', default: 100, maximum: 1_000 })
  readonly last: number = 100;

  @MayBeAbsent()
  @IsIn(['true', 'false'])
  @ApiPropertyOptional({
    description: 'With their data, but for confidential ones.',
    enum: ['true', 'false'],
  })
  readonly data?: 'true' | 'false';
}
