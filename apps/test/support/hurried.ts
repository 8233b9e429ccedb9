/**
 * Settings with which what takes minutes in a real shop takes seconds. Nothing gives up by the clock: on a busy machine a
 * payment may take its time, and who wants an order to be overdue says so (see `overdue.ts`).
 */
export const HURRIED = {
  orders: { STOCK_WITHIN: '10m', PAYMENT_WITHIN: '10m' },
  payments: {
    PROVIDER_TIME_LIMIT: '2s',
    PROVIDER_TRIES: '2',
    BREAKER_OPEN_FOR: '500ms',
    SETTLE_EVERY: '1s',
    SIMULATED_PROVIDER_LATENCY: '5ms',
  },
};
