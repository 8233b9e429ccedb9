/** `ReserveStockWhenOrderPlaced` → `reserve-stock-when-order-placed`; acronyms stay whole: `SendSMSWhen…` → `send-sms-when-…`. */
export function handlerNameOf(className: string): string {
  return className
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[_$]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();
}
