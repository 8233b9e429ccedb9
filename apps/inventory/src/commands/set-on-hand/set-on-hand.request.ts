import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

export class SetOnHandRequest {
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  @ApiProperty({ example: 10, description: 'Pieces on the shelf, reserved ones included.' })
  readonly onHand!: number;
}
