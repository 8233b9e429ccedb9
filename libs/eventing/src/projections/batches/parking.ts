import { Logger } from '@nestjs/common';
import { errorStory } from '../../dead-letters/error-story';
import { withoutTexts } from '../../message/personal/personal-texts';
import { personalTextsIn } from './personal-events';
import type { IncomingMessage } from '../../broker/broker';
import type { BrokerNames } from '../../broker/names';
import type { ParkingReason } from '../../dead-letters/dead-letter';
import type { DeadLetters } from '../../dead-letters/dead-letters';
import { reasonOfRefusal } from '../../dead-letters/parking-reason';
import { readRedriveMark, type RedriveMark } from '../../dead-letters/redrive/redrive-mark';
import type { ParkingStory } from '../../dead-letters/parking-story';
import { readRetryHeaders, type RetryHistory } from '../../handlers/pipeline/retry-headers';
import { CLOUD_EVENTS_JSON } from '../../message/codec';
import type { ConsumerTally } from '../../observability/consumer-tally';
import type { UnitOfWork } from '../../unit-of-work/unit-of-work';
import type { RefusedEvent } from '../fold';
import type { StreamEvent, UnusableMessage } from '../streams/stream-event';

/** Puts what a projection cannot use among the dead letters, as part of the current unit of work. */
export class Parking {
  private readonly logger: Logger;

  constructor(
    private readonly projection: string,
    private readonly names: BrokerNames,
    private readonly deadLetters: Pick<DeadLetters, 'park'>,
    private readonly unitOfWork: Pick<UnitOfWork, 'afterCommit'>,
    private readonly tally?: Pick<ConsumerTally, 'noteParked'>,
  ) {
    this.logger = new Logger(`Projection ${projection}`);
  }

  /**
   * A message that has no place, or an event at its place that could not be folded.
   *
   * @param redrive by what an event is known that was parked before and sent round again.
   */
  async park(what: UnusableMessage | RefusedEvent, redrive?: RedriveMark): Promise<void> {
    const message = 'event' in what ? what.event.message : what.message;
    const history = readRetryHeaders(message?.properties.headers);
    const personalTexts = 'event' in what ? personalTextsIn(what.event) : [];
    const reason = reasonOf(what.error);
    const id = await this.deadLetters.park({
      personalTexts,
      consumer: this.projection,
      reason,
      error: what.error,
      attempts: history.attempts + 1,
      firstFailedAt: history.firstFailedAt ?? new Date(),
      message: message ? asItCame(message, history) : this.asPublished((what as RefusedEvent).event),
      envelope: 'event' in what ? what.event.envelope : what.envelope,
      redrive: 'event' in what ? redrive : readRedriveMark(what.message.properties.headers),
    });
    const why = withoutTexts(errorStory(what.error).message, personalTexts);
    this.unitOfWork.afterCommit(() => {
      this.tally?.noteParked(reason);
      this.logger.warn(`Parked ${nameOf(what)} (dead letter ${id}): ${why}`);
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

/** What finds it again: an event by its place, else by its id. */
function nameOf(what: UnusableMessage | RefusedEvent): string {
  if ('event' in what) return `${what.event.envelope.type} ${what.event.sequence} of ${what.event.stream}`;
  const { envelope, message } = what;
  if (envelope) return `${envelope.type} ${envelope.id}`;
  const { messageId } = message.properties;
  return messageId ? `message ${messageId}` : 'a message without id';
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
  return reasonOfRefusal(error) ?? 'permanent';
}
