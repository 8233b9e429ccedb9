import { Inject, Injectable } from '@nestjs/common';
import { MessageDoor } from '../../admission/message-door';
import { backoffMs } from '../../backoff';
import { BROKER, type Broker, type IncomingMessage } from '../../broker/broker';
import { BrokerUnavailableError } from '../../broker/broker-errors';
import { BrokerNames, CONTROL } from '../../broker/names';
import type { ParkingReason } from '../../dead-letters/dead-letter';
import { Parking, type ParkingOwner } from '../../dead-letters/parking';
import { reasonOfRefusal } from '../../dead-letters/parking-reason';
import { readRedriveMark } from '../../dead-letters/redrive/redrive-mark';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import type { ConsumerDefinition } from '../../handlers/consumer';
import { DatabaseWatch } from '../../handlers/database-watch';
import { failureKind } from '../../handlers/failure-kind';
import { pause as pauseUnlessStopping } from '../../handlers/pausing';
import { QueueConsumer } from '../../handlers/queue-consumer';
import type { EventEnvelope } from '../../message/envelope';
import { UnknownEventError } from '../../message/errors';
import { RareLog } from '../../outbox/rare-log';
import { pause } from '../../pause';
import { readRequest, type SnapshotRequest } from '../snapshot-request';
import { RequesterGoneError, SnapshotAnswer } from './snapshot-answer';
import { SnapshotSources, type FoundSource } from './snapshot-sources';

interface Leg extends ParkingOwner {
  message: IncomingMessage;
  envelope?: EventEnvelope;
}

const TRIES = 5;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Answers what the service is asked for by others. Each message is one page of an answer; the next page is a new message at
 * the end of the queue, so that several who ask get on side by side, no message is held for long, and a process that dies
 * costs one page, which is sent again.
 */
@Injectable()
export class ControlConsumer extends QueueConsumer<Leg> {
  readonly definition: ConsumerDefinition = {
    name: CONTROL,
    kind: 'control',
    subscriptions: [],
    retryDelays: [],
  };
  /** One page after the other: what is sent in a second is meant for the process, not for each who asks. */
  protected readonly prefetch = 1;
  private readonly troubles = new RareLog(this.logger);

  constructor(
    @Inject(BROKER) broker: Broker,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS) private readonly options: Pick<ResolvedEventingOptions, 'snapshots'>,
    private readonly sources: SnapshotSources,
    private readonly answer: SnapshotAnswer,
    private readonly parking: Parking,
    private readonly database: DatabaseWatch,
    private readonly door: MessageDoor,
  ) {
    super(broker);
  }

  protected get queue(): string {
    return this.names.queue(CONTROL);
  }

  protected begin(message: IncomingMessage, stopping: AbortSignal): Leg {
    return { message, stopping, heldBecause: undefined };
  }

  protected async finish(leg: Leg): Promise<void> {
    try {
      const { envelope, request } = readRequest(leg.message, this.door);
      leg.envelope = envelope;
      const source = this.sources.find(request.snapshot);
      if (!source) throw this.unknown(request);
      await this.sendWithPatience(source, request, leg);
      const redrive = readRedriveMark(leg.message.properties.headers);
      if (redrive) await this.parking.settle(redrive.letter, CONTROL, leg);
    } catch (error) {
      if (error instanceof RequesterGoneError) return this.logger.warn(error.message);
      if (failureKind(error) === 'stopping') throw error;
      await this.park(leg, error);
    }
  }

  private unknown({ requester, snapshot }: SnapshotRequest): UnknownEventError {
    return new UnknownEventError(
      `${requester} asks for ${snapshot}, which ${this.names.service} does not provide: it has ${this.sources.types.join(', ')}.`,
    );
  }

  /** While broker or database are away it waits; anything else it tries a few times. */
  private async sendWithPatience(source: FoundSource, request: SnapshotRequest, leg: Leg): Promise<void> {
    for (let failures = 0, tries = 1; ; failures++) {
      try {
        await this.sendOnce(source, request, leg.stopping);
        leg.heldBecause = undefined;
        return;
      } catch (error) {
        const kind = failureKind(error);
        if (kind === 'stopping' || error instanceof RequesterGoneError) throw error;
        const isOutage = kind === 'infrastructure' || error instanceof BrokerUnavailableError;
        if (!isOutage && ++tries > TRIES) throw error;
        leg.heldBecause = `${request.snapshot} cannot be sent to ${request.requester} for now (${String(error)})`;
        this.troubles.say(`${leg.heldBecause}; it is tried again.`);
        if (kind === 'infrastructure') await this.database.untilItAnswers(leg.stopping);
        await pauseUnlessStopping(backoffMs(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), leg.stopping);
      }
    }
  }

  /** When the service stops, the rest is left to others at once. */
  private async sendOnce(
    source: FoundSource,
    request: SnapshotRequest,
    stopping: AbortSignal,
  ): Promise<void> {
    const begunAt = performance.now();
    const rest = await this.answer.sendPage(source, request);
    if (!rest) return;
    const takesMs = ((rest.sent - request.sent) / this.options.snapshots.perSecond) * 1_000;
    await pause(Math.max(0, takesMs - (performance.now() - begunAt)), stopping);
    await this.answer.goOnLater(rest);
  }

  private async park(leg: Leg, error: unknown): Promise<void> {
    const { message, envelope } = leg;
    const story = {
      consumer: CONTROL,
      reason: reasonOf(error),
      error,
      attempts: 1,
      firstFailedAt: new Date(),
      redrive: readRedriveMark(message.properties.headers),
    };
    const id = await this.parking.park({ ...story, message, envelope }, leg);
    this.logger.error(`Parked a request for snapshots (dead letter ${id}): ${String(error)}`);
  }
}

function reasonOf(error: unknown): ParkingReason {
  const refusal = reasonOfRefusal(error);
  if (refusal) return refusal;
  return failureKind(error) === 'permanent' ? 'permanent' : 'exhausted';
}
