import { IsInt, Max, Min } from 'class-validator';

export class SetOnHandRequest {
  /**
   * Pieces on the shelf, reserved ones included.
   * @example 10
   */
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  readonly onHand!: number;
}
