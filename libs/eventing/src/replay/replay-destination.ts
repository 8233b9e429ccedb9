import { topicMatches } from '../broker/topic-pattern';
import type { OutgoingMessage } from '../broker/broker';
import type { ConsumerDefinition } from '../handlers/consumer';
import { findContract } from '../message/integration-event';
import type { Addressing, OutboxRow } from '../outbox/outbox-row';

/** To whom a replay goes. */
export interface Destination {
  messageOf(row: OutboxRow): OutgoingMessage;
  /** `no`: its consumer does not take it. `confidential`: it must not get it unless its type is named. */
  takes(row: OutboxRow): 'yes' | 'no' | 'confidential';
}

/** Everybody who listens, as when it was published first: the broker knows who gets what, also of what is confidential. */
export function everyListener(addressing: Addressing): Destination {
  return { messageOf: (row) => addressing.messageOf(row), takes: () => 'yes' };
}

/**
 * One queue, by its name. There the broker no longer keeps confidential events from who may not have them, so it gets
 * only those that are named; one whose contract this version does not know may be such a one.
 *
 * @param to the queue, and the exchange by which this service reaches it
 * @param named the types that were asked for
 * @param consumer whose queue it is, when that is known
 */
export function oneQueue(
  addressing: Addressing,
  { exchange, queue }: { exchange: string; queue: string },
  named: readonly string[] | undefined,
  consumer: ConsumerDefinition | undefined,
): Destination {
  const names = new Set(named);
  return {
    messageOf: (row) => ({ ...addressing.messageOf(row), exchange, routingKey: queue }),
    takes: (row) => {
      if (names.has(row.type) || names.has(row.type.replace(/\.v\d+$/, ''))) return 'yes';
      const contract = findContract(row.type);
      if (!contract || contract.confidential) return 'confidential';
      return !consumer || isBound(consumer, row, addressing) ? 'yes' : 'no';
    },
  };
}

function isBound({ subscriptions }: ConsumerDefinition, row: OutboxRow, addressing: Addressing): boolean {
  const service = row.type.slice(0, row.type.indexOf('.'));
  const { routingKey } = addressing.messageOf(row);
  return subscriptions.some(
    (subscription) => subscription.service === service && topicMatches(subscription.routingKey, routingKey),
  );
}
