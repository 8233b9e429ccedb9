import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import type { ConsumerDeserializer, IncomingEvent } from '@nestjs/microservices';
import { readEnvelope } from '../message/codec';
import type { EventEnvelope } from '../message/envelope';
import { MalformedMessageError } from '../message/errors';

/** The pattern under which a {@link CloudEventsDeserializer} hands over what is no CloudEvent. */
export const NOT_A_CLOUD_EVENT = 'not-a-cloud-event';

/** The payload of {@link NOT_A_CLOUD_EVENT}. */
export interface NotACloudEvent {
  /** What is wrong with it, in words. */
  problem: string;
  /** The body as Nest has parsed it; a text when it is not JSON. */
  body: unknown;
}

/**
 * Lets a `@nestjs/microservices` application on `Transport.RMQ` consume the events of Warren services:
 * `@EventPattern('orders.order-placed.v1')` gets the event's whole envelope, and `@Payload('data')` its payload.
 *
 * It reads, and that is all of it: there is no inbox (an event that is delivered twice is handled twice), the payload is
 * not checked against a contract, and settling is left to Nest and the application. See docs/interop.md for the options
 * of the queue that belong to it.
 *
 * A message that is no CloudEvent never throws here, for what throws here Nest logs and leaves unsettled: with a
 * prefetch limit a few such messages stop the consumer. It is logged with what is wrong with it and handed over under
 * {@link NOT_A_CLOUD_EVENT}. When the application has no handler for that, and `noAck` is `false`, Nest rejects the
 * message: it goes where the queue's `x-dead-letter-exchange` says, **and is gone when the queue has none**.
 *
 * @example
 * ```ts
 * @EventPattern('orders.order-placed.v1')
 * async send(@Payload() event: EventEnvelope<{ orderId: string }>): Promise<void> { … event.id … event.data.orderId … }
 * ```
 */
export class CloudEventsDeserializer implements ConsumerDeserializer {
  private readonly logger = new Logger(CloudEventsDeserializer.name);

  /** @param body as Nest has parsed it @param properties of AMQP; only for the log */
  deserialize(body: unknown, properties?: { messageId?: unknown }): IncomingEvent {
    try {
      const event = eventIn(body);
      return { pattern: event.type, data: event };
    } catch (error) {
      if (!(error instanceof MalformedMessageError)) throw error;
      const data: NotACloudEvent = { problem: error.message, body };
      this.logger.error(
        `Message ${inspect(properties?.messageId)} is no CloudEvent. ${error.message} It goes to the ` +
          `handler of @EventPattern('${NOT_A_CLOUD_EVENT}'); without one Nest rejects it, and it is kept only if its ` +
          'queue has a dead-letter exchange.',
      );
      return { pattern: NOT_A_CLOUD_EVENT, data };
    }
  }
}

/** Nest makes a text of what it could not parse. */
function eventIn(body: unknown): EventEnvelope {
  if (typeof body === 'string') throw new MalformedMessageError('The body is not a JSON object but a text.');
  return readEnvelope(body);
}
