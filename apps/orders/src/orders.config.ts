import type { StringValue } from 'ms';
import { IsDuration, ServiceConfig, Variable } from '@warren/platform';

export class OrdersConfig extends ServiceConfig {
  /** How long an order waits to hear whether there is enough stock for it, before it is cancelled. */
  @Variable({ example: '5m' })
  @IsDuration()
  readonly STOCK_WITHIN: StringValue = '5m';

  /** How long an order waits for its payment, before it is cancelled. */
  @Variable({ example: '15m' })
  @IsDuration()
  readonly PAYMENT_WITHIN: StringValue = '15m';

  /** How long before the reservation of its stock expires an order is decided at the latest. */
  @Variable({ example: '1m' })
  @IsDuration()
  readonly RESERVATION_MARGIN: StringValue = '1m';
}
