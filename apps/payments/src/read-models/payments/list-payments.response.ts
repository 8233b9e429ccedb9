import { PaymentResponse } from '../../api/payment.response';

export class ListPaymentsResponse {
  /** One at most today; none while the payment has not been asked for. */
  readonly payments!: PaymentResponse[];
}
