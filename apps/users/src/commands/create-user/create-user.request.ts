import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, MaxLength } from 'class-validator';
import { IsLine } from '@warren/platform';

export class CreateUserRequest {
  @IsLine(200)
  @ApiProperty({ example: 'Ada Lovelace' })
  readonly name!: string;

  @IsEmail()
  @MaxLength(254)
  @ApiProperty({ example: 'ada@example.com' })
  readonly email!: string;
}
