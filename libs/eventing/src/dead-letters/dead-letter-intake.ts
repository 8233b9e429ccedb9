import { Inject, Injectable } from '@nestjs/common';
import { MessageDoor } from '../admission/message-door';
import { BROKER, type Broker, type IncomingMessage } from '../broker/broker';
import { BrokerNames } from '../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import type { ConsumerDefinition } from '../handlers/consumer';
import { readRetryHeaders } from '../handlers/pipeline/retry-headers';
import { QueueConsumer } from '../handlers/queue-consumer';
import { latestDeath, type BrokerDeath } from './broker-death';
import { CrashSuspectError, HomelessMessageError, StrayMessageError } from './intake-errors';
import { Parking, type ParkingOwner } from './parking';
import { reasonOfRefusal } from './parking-reason';
import type { ParkingStory } from './parking-story';

type Refusal = Pick<ParkingStory, 'reason' | 'error'>;

interface Arrival extends ParkingOwner {
  message: IncomingMessage;
}

/**
 * Parks what the broker gave up on: messages that were handed out again and again and never settled. It takes them as
 * they are and runs no handler, so it cannot die of what killed one.
 */
@Injectable()
export class DeadLetterIntake extends QueueConsumer<Arrival> {
  readonly definition: ConsumerDefinition = {
    name: 'dead-letters',
    kind: 'dead-letters',
    subscriptions: [],
    retryDelays: [],
  };
  protected readonly prefetch = 10;

  constructor(
    @Inject(BROKER) broker: Broker,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: ResolvedEventingOptions,
    private readonly parking: Parking,
    private readonly door: MessageDoor,
  ) {
    super(broker);
  }

  protected get queue(): string {
    return this.names.deadLetters;
  }

  protected begin(message: IncomingMessage, stopping: AbortSignal): Arrival {
    return { message, stopping, heldBecause: undefined };
  }

  protected async finish(arrival: Arrival): Promise<void> {
    const story = this.storyOf(arrival.message);
    const id = await this.parking.park(story, arrival);
    if (id)
      this.logger.error(
        `Parked a message of ${story.consumer} as ${story.reason} (dead letter ${id}): ${String(story.error)}`,
      );
    else
      this.logger.log(
        `${story.consumer} is done with ${story.envelope?.id ?? 'a dead letter'} meanwhile; there is nothing to park.`,
      );
  }

  private storyOf(message: IncomingMessage): ParkingStory {
    const death = latestDeath(message.properties.headers, this.names.deadLetters);
    const history = readRetryHeaders(message.properties.headers);
    const home = this.homeOf(death);
    const crashes = death?.reason === 'delivery_limit' ? this.options.broker.deliveryLimit + 1 : 0;
    const { envelope, refusal } = this.look(message);
    return {
      consumer: this.consumerOf(home ?? death?.queue),
      ...(refusal ?? {
        reason: crashes > 0 ? 'crash-suspect' : 'stray',
        error: errorOf(crashes, home, death),
      }),
      attempts: history.attempts + crashes,
      firstFailedAt: history.firstFailedAt ?? new Date(),
      envelope,
      redrive: history.redrive,
      message: {
        queue: home ?? death?.queue ?? message.queue,
        exchange: history.exchange ?? death?.exchange ?? message.exchange,
        routingKey: history.routingKey ?? death?.routingKey ?? message.routingKey,
        body: message.body,
        properties: message.properties,
      },
    };
  }

  /** It need not be an event to be parked. What must not come in tells more by that than by how it got here. */
  private look(message: IncomingMessage): Pick<ParkingStory, 'envelope'> & { refusal?: Refusal } {
    try {
      return { envelope: this.door.read(message) };
    } catch (error) {
      const reason = reasonOfRefusal(error);
      if (!reason) throw error;
      return { envelope: undefined, ...(reason !== 'malformed' && { refusal: { reason, error } }) };
    }
  }

  /** The queue to which a message was to come from the room in which it waited; undefined for one that comes from elsewhere. */
  private homeOf(death: BrokerDeath | undefined): string | undefined {
    const isFromRoom = death?.reason === 'expired' && death.queue.startsWith(this.names.retry(''));
    return isFromRoom ? death.routingKey : undefined;
  }

  /** A queue of this service is named after its consumer; another one stands for itself. */
  private consumerOf(queue = 'unknown'): string {
    const own = this.names.queue('');
    return queue.startsWith(own) ? queue.slice(own.length) : queue;
  }
}

function errorOf(crashes: number, home: string | undefined, death: BrokerDeath | undefined): Error {
  if (crashes > 0) return new CrashSuspectError(crashes);
  return home === undefined ? new StrayMessageError(death) : new HomelessMessageError(home);
}
