import { MetadataScanner } from '@nestjs/core';
import { declaredHandlers } from '../handlers/discover-handlers';
import { failureKind } from '../handlers/failure-kind';
import type { HandlerDefinition } from '../handlers/handler-definition';
import { checkAtTheDoor } from '../handlers/pipeline/check-at-the-door';
import { Handling, pipelineOf } from '../handlers/pipeline/handling';
import { invokeHandler } from '../handlers/pipeline/invoke-handler';
import { messageContext } from '../handlers/pipeline/message-context';
import { readAsNewerVersion } from '../handlers/pipeline/read-as-newer-version';
import { takenBy } from '../message/upcaster';
import { HandlerOutcome, type HandlerResult } from './handler-outcome';
import { contractOfEvent, messageOf, Numbering } from './published-event';
import { recordPublished } from './test-outbox';

/**
 * Tests an event handler without database and broker: an event in, events out. The event goes the way it goes in a
 * service (checked against its contract, read anew, in the message context of its cause), the handler runs in a unit of
 * work, and what it publishes through a `testOutbox` counts once that has committed. Retries are left out: they would
 * only repeat it.
 *
 * @param instance the handler, with fakes for what it uses; they publish through a `testOutbox`
 * @example
 * ```ts
 * const outbox = testOutbox('orders');
 * await handler(new ConfirmOrderWhenStockReserved(ordersIn(outbox)))
 *   .when(stockReserved({ orderId }))
 *   .thenPublishes(OrderConfirmed, { orderId });
 * ```
 */
export function handler(instance: object): HandlerScenario {
  return new HandlerScenario(instance, []);
}

/** What has happened before the event that a test is about. */
export class HandlerScenario {
  constructor(
    private readonly instance: object,
    private readonly history: readonly object[],
  ) {}

  /** Events that the handler has handled already, in this order; what it published for them is not looked at. */
  given(...events: object[]): HandlerScenario {
    return new HandlerScenario(this.instance, [...this.history, ...events]);
  }

  /** The event that the test is about. Await what is expected of it: `await … .when(event).thenPublishes(…)`. */
  when(event: object): HandlerOutcome {
    return HandlerOutcome.of(this.run(event));
  }

  private async run(event: object): Promise<HandlerResult> {
    const numbering = new Numbering();
    for (const earlier of this.history) {
      const { failed } = await handle(this.instance, earlier, numbering);
      if (failed)
        throw new Error(`The handler has failed with what was given: ${reasonOf(failed.error)}`, {
          cause: failed.error,
        });
    }
    return handle(this.instance, event, numbering);
  }
}

async function handle(instance: object, event: object, numbering: Numbering): Promise<HandlerResult> {
  const definition = definitionFor(instance, event);
  const message = messageOf(numbering.envelopeOf(event));
  const handling = new Handling(message, definition, new AbortController().signal);
  handling.attempt = 1;
  const run = pipelineOf([messageContext(), checkAtTheDoor(), readAsNewerVersion(), invokeHandler()]);
  try {
    return { published: await recordPublished(() => run(handling)) };
  } catch (error) {
    const isPermanent = failureKind(error, definition.permanent) === 'permanent';
    return { published: [], failed: { error, isPermanent } };
  }
}

function definitionFor(instance: object, event: object): HandlerDefinition {
  const { cloudEventType, eventClass } = contractOfEvent(event);
  const found = declaredHandlers(instance, new MetadataScanner());
  const match =
    found.find(({ declaration }) => declaration.contract.cloudEventType === cloudEventType) ??
    found.find(({ declaration }) => takenBy([declaration.contract]).has(cloudEventType));
  const { name } = instance.constructor;
  if (match) {
    const { contract, options } = match.declaration;
    return {
      name,
      contracts: [contract],
      queue: 'test',
      concurrency: 1,
      immediateTries: 1,
      retryDelays: [],
      permanent: options.permanent ?? [],
      breaker: false,
      handle: match.handle,
    };
  }
  const others = found.map(({ declaration }) => declaration.contract.eventClass.name).join(', ') || 'nothing';
  throw new Error(
    `${name} has no @IdempotentHandler(${eventClass.name}) that would get this event; it handles ${others}.`,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
