import { Inject, Injectable, Logger } from '@nestjs/common';
import { BROKER, type Broker, type OutgoingMessage } from '../../broker/broker';
import { BrokerRefusedError } from '../../broker/broker-errors';
import { BrokerNames } from '../../broker/names';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../../eventing.options';
import { EventingError, InvalidPayloadError } from '../../message/errors';
import type { Contract } from '../../message/integration-event';
import type { EventEnvelope } from '../../message/envelope';
import { EventSealer } from '../../personal-data/event-sealer';
import { Unsealed } from '../../personal-data/sealing';
import { UnitOfWork } from '../../unit-of-work/unit-of-work';
import {
  completeMessage,
  requestMessage,
  stateEnvelope,
  stateMessage,
  type AggregateState,
} from '../snapshot-messages';
import type { SnapshotRequest } from '../snapshot-request';
import { SnapshotPageReader } from './snapshot-page';
import type { FoundSource } from './snapshot-sources';

/** Who asked is not there (any more): nobody takes the answer. */
export class RequesterGoneError extends EventingError {}

/** Sends the answer to a request, page by page. */
@Injectable()
export class SnapshotAnswer {
  private readonly logger = new Logger('Snapshots');

  constructor(
    private readonly reader: SnapshotPageReader,
    @Inject(BROKER) private readonly broker: Pick<Broker, 'publish'>,
    private readonly names: BrokerNames,
    @Inject(EVENTING_OPTIONS)
    private readonly options: Pick<ResolvedEventingOptions, 'snapshots' | 'messages'>,
    private readonly unitOfWork: UnitOfWork,
    private readonly sealer: EventSealer,
  ) {}

  /**
   * Sends one page and resolves when the broker has confirmed it: with what is left to be answered, or with undefined when
   * that was all.
   *
   * @throws RequesterGoneError when no queue takes it.
   */
  async sendPage(source: FoundSource, request: SnapshotRequest): Promise<SnapshotRequest | undefined> {
    if (request.after === undefined) this.logger.log(`${asks(request)}; the answer begins.`);
    const { states, last } = await this.reader.read(source, request.after, this.options.snapshots.pageSize);
    if (last === undefined) {
      await this.send(request, [completeMessage(this.names, source.contract, request)]);
      this.logger.log(`${asks(request)}; ${request.sent} were sent, and that is all.`);
      return undefined;
    }
    await this.send(request, await this.messagesOf(source.contract, states, request));
    return { ...request, after: last, sent: request.sent + states.length };
  }

  /** A further message to this service's own control queue: whoever takes it goes on. */
  async goOnLater(rest: SnapshotRequest): Promise<void> {
    const outcome = await this.broker.publish(requestMessage(this.names, this.names.service, rest));
    if (outcome === 'routed') return;
    throw new RequesterGoneError(
      `${asks(rest)}, but nobody here takes requests any more; it ends after ${rest.sent}.`,
    );
  }

  private async messagesOf(
    contract: Contract,
    states: AggregateState[],
    request: SnapshotRequest,
  ): Promise<OutgoingMessage[]> {
    const envelopes = this.envelopesOf(contract, states, request);
    const unsealed = envelopes.map((envelope) => Unsealed.of(contract, envelope));
    const sealed = unsealed.some((one) => one !== undefined)
      ? await this.unitOfWork.run(async () => {
          const ring = await this.sealer.ringFor(unsealed, this.unitOfWork.manager);
          return envelopes.map((envelope, index) => unsealed[index]?.seal(ring) ?? envelope);
        })
      : envelopes;
    return sealed.map((envelope) => stateMessage(this.names, envelope, request));
  }

  /** What breaks its contract keeps its number and is not sent: the one who asked sees that the answer is not complete. */
  private envelopesOf(
    contract: Contract,
    states: AggregateState[],
    request: SnapshotRequest,
  ): EventEnvelope[] {
    const { largestBytes } = this.options.messages;
    return states.flatMap((state, index) => {
      try {
        return [stateEnvelope(contract, state, request.sent + index + 1, request, largestBytes)];
      } catch (error) {
        if (!(error instanceof InvalidPayloadError)) throw error;
        const which = contract.subject(state.state);
        this.logger.error(
          `The ${contract.aggregate} ${which} cannot be sent as a snapshot. ${error.message}`,
        );
        return [];
      }
    });
  }

  private async send(request: SnapshotRequest, messages: OutgoingMessage[]): Promise<void> {
    const outcomes = await Promise.allSettled(messages.map((message) => this.broker.publish(message)));
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled' && outcome.value === 'routed') continue;
      if (outcome.status === 'rejected' && !(outcome.reason instanceof BrokerRefusedError))
        throw outcome.reason;
      throw new RequesterGoneError(`${asks(request)}, but has no queue that takes the answer; it ends here.`);
    }
  }
}

function asks({ requester, projection, snapshot }: SnapshotRequest): string {
  return `${requester} asks for ${snapshot} for its projection ${projection}`;
}
