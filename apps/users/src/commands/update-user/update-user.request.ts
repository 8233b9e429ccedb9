import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, MaxLength } from 'class-validator';
import { IsLine, MayBeAbsent } from '@warren/platform';

export class UpdateUserRequest {
  @MayBeAbsent()
  @IsLine(200)
  @ApiPropertyOptional({ example: 'Ada King' })
  readonly name?: string;

  @MayBeAbsent()
  @IsEmail()
  @MaxLength(254)
  @ApiPropertyOptional({ example: 'ada.king@example.com' })
  readonly email?: string;
}
