/** What the broker noted on a message when it moved it to the dead-letter queue. */
export interface BrokerDeath {
  /** The queue it was taken out of. */
  queue: string;
  /** `delivery_limit`, `rejected`, `expired` or `maxlen`. */
  reason: string;
  /** Where the message had been published before. */
  exchange: string | undefined;
  routingKey: string | undefined;
}

/**
 * The latest entry of the `x-death` header that is not the dead-letter queue's own. Undefined when there is none that can
 * be read: anyone may publish to the dead-letter exchange, with any headers.
 */
export function latestDeath(
  headers: Record<string, unknown> | undefined,
  deadLetterQueue: string,
): BrokerDeath | undefined {
  const entries: unknown = headers?.['x-death'];
  if (!Array.isArray(entries)) return undefined;
  return entries.map(readEntry).find((death) => death !== undefined && death.queue !== deadLetterQueue);
}

function readEntry(entry: unknown): BrokerDeath | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { queue, reason, exchange, 'routing-keys': routingKeys } = entry as Record<string, unknown>;
  if (typeof queue !== 'string' || queue === '' || typeof reason !== 'string') return undefined;
  const routingKey: unknown = Array.isArray(routingKeys) ? routingKeys[0] : undefined;
  return { queue, reason, exchange: textOrNothing(exchange), routingKey: textOrNothing(routingKey) };
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
