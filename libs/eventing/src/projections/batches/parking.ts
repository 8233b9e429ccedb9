import type { IncomingMessage } from '../../broker/broker';
import type { BrokerNames } from '../../broker/names';
import type { ParkingReason } from '../../dead-letters/dead-letter';
import type { DeadLetters } from '../../dead-letters/dead-letters';
import type { ParkingStory } from '../../dead-letters/parking-story';
import { readRetryHeaders, type RetryHistory } from '../../handlers/pipeline/retry-headers';
import { CLOUD_EVENTS_JSON } from '../../message/codec';
import { InvalidPayloadError, MalformedMessageError } from '../../message/errors';
import type { RefusedEvent } from '../fold';
import type { StreamEvent, UnusableMessage } from '../streams/stream-event';

/** Puts what a projection cannot use among the dead letters, as part of the current unit of work. */
export class Parking {
  constructor(
    private readonly projection: string,
    private readonly names: BrokerNames,
    private readonly deadLetters: Pick<DeadLetters, 'park'>,
  ) {}

  /** A message that has no place, or an event at its place that could not be folded. */
  async park(what: UnusableMessage | RefusedEvent): Promise<void> {
    const message = 'event' in what ? what.event.message : what.message;
    const history = readRetryHeaders(message?.properties.headers);
    await this.deadLetters.park({
      consumer: this.projection,
      reason: reasonOf(what.error),
      error: what.error,
      attempts: history.attempts + 1,
      firstFailedAt: history.firstFailedAt ?? new Date(),
      message: message ? asItCame(message, history) : this.asPublished((what as RefusedEvent).event),
      envelope: 'event' in what ? what.event.envelope : what.envelope,
    });
  }

  /** A held event is no message any more: it is told as it was published. */
  private asPublished({ envelope, body }: StreamEvent): ParkingStory['message'] {
    const service = envelope.source.slice(1);
    return {
      queue: this.names.queue(this.projection),
      exchange: this.names.eventsExchange(service),
      routingKey: envelope.type.slice(service.length + 1),
      body: Buffer.from(body.toString()),
      properties: {
        messageId: envelope.id,
        type: envelope.type,
        appId: service,
        correlationId: envelope.correlationid,
        contentType: CLOUD_EVENTS_JSON,
      },
    };
  }
}

/** Where it was published; a copy that was put back into the queue no longer shows it. */
function asItCame(message: IncomingMessage, { exchange, routingKey }: RetryHistory): ParkingStory['message'] {
  const { queue, body, properties } = message;
  return {
    queue,
    exchange: exchange ?? message.exchange,
    routingKey: routingKey ?? message.routingKey,
    body,
    properties,
  };
}

function reasonOf(error: unknown): ParkingReason {
  if (error instanceof MalformedMessageError) return 'malformed';
  return error instanceof InvalidPayloadError ? 'invalid-payload' : 'permanent';
}
