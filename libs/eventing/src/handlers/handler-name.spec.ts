import { handlerNameOf } from './handler-name';

it.each([
  ['ReserveStockWhenOrderPlaced', 'reserve-stock-when-order-placed'],
  ['SendSMSWhenOrderPlaced', 'send-sms-when-order-placed'],
  ['NotifyERP', 'notify-erp'],
  ['CopyUserV2', 'copy-user-v2'],
  ['Mail2Customer', 'mail2-customer'],
  ['_Snake_Case$', 'snake-case'],
])('the class %s makes the handler %s', (className, name) => expect(handlerNameOf(className)).toBe(name));
