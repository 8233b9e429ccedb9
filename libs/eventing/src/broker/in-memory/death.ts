import type { StoredMessage } from './stored-message';

export type CauseOfDeath = 'expired' | 'delivery_limit';

interface Death {
  queue: string;
  reason: CauseOfDeath;
  count: number;
  exchange: string;
  'routing-keys': string[];
  time: { '!': 'timestamp'; value: number };
}

/** The message as RabbitMQ would hand it on: with the story of its deaths in its headers, the latest first. */
export function deceased(message: StoredMessage, queue: string, reason: CauseOfDeath): StoredMessage {
  const { exchange, routingKey } = message;
  const earlier = deathsOf(message);
  const same = earlier.find((death) => death.queue === queue && death.reason === reason);
  const death: Death = {
    queue,
    reason,
    count: (same?.count ?? 0) + 1,
    exchange,
    'routing-keys': [routingKey],
    time: { '!': 'timestamp', value: Math.floor(Date.now() / 1_000) },
  };
  const headers = {
    'x-first-death-queue': queue,
    'x-first-death-reason': reason,
    'x-first-death-exchange': exchange,
    ...message.properties.headers,
    'x-death': [death, ...earlier.filter((other) => other !== same)],
  };
  return { ...message, properties: { ...message.properties, headers }, deliveryCount: 0 };
}

/**
 * Whether RabbitMQ would take the message for one that goes round in circles, and drop it: it died in that queue before.
 * Faithful on purpose, so that a missing `withoutDeathHeaders` shows without a server.
 */
export function goesInCircles(message: StoredMessage, queue: string): boolean {
  return deathsOf(message).some((death) => death.queue === queue);
}

function deathsOf({ properties }: StoredMessage): Death[] {
  const deaths = properties.headers?.['x-death'];
  return Array.isArray(deaths) ? (deaths as Death[]) : [];
}
