import type { Attributes } from '@opentelemetry/api';

/** Where a message goes, or came from. */
export interface Place {
  /** Empty for the default exchange. */
  exchange: string;
  routingKey: string;
  /** Of a consumer. */
  queue?: string;
}

/** What is told of the event itself. */
export interface Told {
  id: string | undefined;
  type: string | undefined;
  correlationId: string | undefined;
}

/** `orders.events:order-placed.v1`, and for a consumer its queue behind it; what is empty is left out. */
export function destinationName({ exchange, routingKey, queue }: Place): string {
  const address = exchange ? `${exchange}:${routingKey}` : routingKey;
  return queue === undefined || queue === routingKey ? address : `${address}:${queue}`;
}

/** By OpenTelemetry's semantic conventions for messaging, RabbitMQ and CloudEvents. */
export function messageAttributes(operation: Operation, place: Place, event: Told): Attributes {
  return {
    'messaging.system': 'rabbitmq',
    'messaging.operation.name': operation,
    'messaging.operation.type': OPERATION_TYPES[operation],
    'messaging.destination.name': destinationName(place),
    'messaging.rabbitmq.destination.routing_key': place.routingKey,
    'messaging.message.id': event.id,
    'messaging.message.conversation_id': event.correlationId,
    'cloudevents.event_type': event.type,
  };
}

/** What is being done, in RabbitMQ's word for it. */
export type Operation = 'publish' | 'process';

const OPERATION_TYPES: Record<Operation, string> = { publish: 'send', process: 'process' };
