import type { StringValue } from 'ms';
import { IsDuration, ServiceConfig, Variable } from '@warren/platform';

export class InventoryConfig extends ServiceConfig {
  /** How long an order keeps its stock while nobody says what becomes of it. Each reservation notes when it ends: no timer waits. */
  @Variable({ example: '1h' })
  @IsDuration({ atLeast: '1s', atMost: '1y' })
  readonly RESERVATION_EXPIRES_AFTER: StringValue = '1h';
}
