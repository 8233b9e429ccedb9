import { Injectable, Logger } from '@nestjs/common';
import type { Delivery } from '../handlers/delivery';
import { contractOf } from '../message/integration-event';
import { Outbox } from '../outbox/outbox';
import { keyOf, type SagaDefinition, type Step } from './saga-definition';
import { UnknownTimeoutError } from './saga-errors';
import { SagaStore, type SagaId, type StoredSaga } from './saga-store';
import { stepFor, takeStep } from './take-step';
import { TimeoutElapsed } from './timeouts/timeout-message';

/** Takes a saga a step further: the handler, as the pipeline sees it, behind every saga. Runs in the pipeline's unit of work. */
@Injectable()
export class SagaRunner {
  private readonly logger = new Logger('Sagas');

  constructor(
    private readonly store: SagaStore,
    private readonly outbox: Outbox,
  ) {}

  async handle(saga: SagaDefinition, event: object, { envelope }: Delivery): Promise<void> {
    if (event instanceof TimeoutElapsed) return this.elapse(saga, event, envelope.id);
    const id: SagaId = [saga.name, keyOf(saga, event)];
    const loaded = await this.store.load(id);
    // As what it is handed over, which of an older version is not what the envelope says.
    const { cloudEventType } = contractOf(event.constructor as new () => object);
    const step = stepFor(saga, cloudEventType, id[1], loaded?.status ?? 'unstarted');
    if (step) await this.take(saga, step, id, loaded, event);
    else
      this.logger.debug(`${id.join(' ')} is ${loaded?.status}: it ignores ${envelope.type} ${envelope.id}.`);
  }

  /** The saga is locked before its time-out is: else a step that cancels the time-out and this would wait for each other. */
  private async elapse(
    saga: SagaDefinition,
    { key, name }: TimeoutElapsed,
    timeoutId: string,
  ): Promise<void> {
    const id: SagaId = [saga.name, key];
    const loaded = await this.store.load(id);
    const isWanted = await this.store.takeTimeout(id, name, timeoutId);
    if (!isWanted || loaded?.status !== 'active') {
      this.logger.debug(`${id.join(' ')} waits for its time-out "${name}" (${timeoutId}) no longer.`);
      return;
    }
    const step = saga.timeouts.get(name);
    if (step) return this.take(saga, step, id, loaded);
    throw new UnknownTimeoutError(
      `The saga ${saga.name} has no @OnTimeout('${name}') any more, and ${key} waits for it. Another version of the service may have.`,
    );
  }

  private async take(
    saga: SagaDefinition,
    step: Step,
    id: SagaId,
    loaded: StoredSaga | undefined,
    event?: object,
  ): Promise<void> {
    const footing = {
      name: saga.name,
      key: id[1],
      state: loaded?.state ?? undefined,
      knownTimeouts: [...saga.timeouts.keys()],
      publish: (published: object) => this.outbox.publish(published),
    };
    await this.store.save(id, loaded, await takeStep(step, footing, event));
  }
}
