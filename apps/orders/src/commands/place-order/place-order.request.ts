import { ArrayMaxSize, ArrayNotEmpty, IsIn, IsInt, Max, Min } from 'class-validator';
import { ListOf, ObjectOf, Secret } from '@warren/eventing';
import { IsId, IsLine, MayBeAbsent } from '@warren/platform';

export class PlaceOrderLine {
  /** @example "0190c5d2-1111-7abc-8def-1a2b3c4d0003" */
  @IsId()
  readonly productId!: string;

  /** @example 3 */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly quantity!: number;
}

export class PlaceOrderPayment {
  /** @example "card" */
  @IsIn(['card'])
  readonly method!: 'card';

  /**
   * Stands for the card at the payment provider. The simulated provider knows tok_success, tok_declined, tok_timeout,
   * tok_lost_capture and tok_flaky.
   * @example "tok_success"
   */
  @Secret()
  @IsLine(200)
  readonly token!: string;
}

export class PlaceOrderRequest {
  /** @example "0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001" */
  @IsId()
  readonly userId!: string;

  @ArrayNotEmpty()
  @ArrayMaxSize(100)
  @ListOf(() => PlaceOrderLine)
  readonly lines!: PlaceOrderLine[];

  /** How it is paid; `{"method":"card","token":"tok_success"}` when left out. */
  @MayBeAbsent()
  @ObjectOf(() => PlaceOrderPayment)
  readonly payment?: PlaceOrderPayment;
}
