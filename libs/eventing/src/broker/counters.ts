import type { BrokerCounters } from './broker';

export function newCounters(): BrokerCounters {
  return {
    confirmed: 0,
    unroutable: 0,
    delivered: 0,
    staleAcks: 0,
    heldRedeliveries: 0,
    resumedConsumers: 0,
  };
}
