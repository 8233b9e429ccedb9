import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { IsLine, IsPageNumber } from '@warren/platform';

export class ListProductsRequest {
  /** An empty one, as forms send it, is none. */
  @ValidateIf((_, value) => value !== undefined && value !== '')
  @IsLine(200)
  @ApiPropertyOptional({ description: 'A part of the name or of the sku, in any case.' })
  readonly search?: string;

  /** The first page is 1. */
  @IsPageNumber()
  readonly page: number = 1;
}
