import { IsId } from '@warren/platform';

export class ListPaymentsRequest {
  /** The order that was to be paid. */
  @IsId()
  readonly orderId!: string;
}
