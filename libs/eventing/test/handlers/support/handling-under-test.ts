import { Logger } from '@nestjs/common';
import type { IncomingMessage } from '../../../src/broker/broker';
import type { HandlerDefinition } from '../../../src/handlers/handler-definition';
import { Handling, pipelineOf, type Middleware } from '../../../src/handlers/pipeline/handling';
import { contractOf, type Contract } from '../../../src/message/integration-event';
import { ThingHappened, thingHappened } from './thing-happened';

// What is tested here fails on purpose, and says so at length.
Logger.overrideLogger(false);

/** A message as a broker would deliver it; `body` may be anything. */
export function incoming(
  body: unknown = thingHappened(),
  changes: Partial<IncomingMessage> = {},
): IncomingMessage {
  return {
    queue: 'svc.note-thing',
    exchange: 'things.events',
    routingKey: 'thing-happened.v1',
    body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
    properties: {},
    redelivered: false,
    deliveryCount: 0,
    ack: () => true,
    ackUpTo: () => true,
    ...changes,
  };
}

export function handlerDefinition(changes: Partial<HandlerDefinition> = {}): HandlerDefinition {
  return {
    name: 'note-thing',
    queue: 'svc.note-thing',
    contracts: [contractOf(ThingHappened) as unknown as Contract],
    concurrency: 10,
    immediateTries: 3,
    retryDelays: ['1s', '10s'],
    permanent: [],
    breaker: false,
    handle: () => undefined,
    ...changes,
  };
}

interface Setting {
  message?: IncomingMessage;
  handler?: Partial<HandlerDefinition>;
  stopping?: AbortSignal;
}

export function handlingOf({ message = incoming(), handler, stopping }: Setting = {}): Handling {
  return new Handling(message, handlerDefinition(handler), stopping ?? new AbortController().signal);
}

/** Sends a handling through some middlewares, the last of which is what the test wants to happen inside. */
export function run(handling: Handling, ...middlewares: Middleware[]): Promise<void> {
  return pipelineOf(middlewares)(handling);
}

/** An innermost step that throws these one after the other, and then succeeds; `calls` counts. */
export function failing(...errors: unknown[]): Middleware & { calls: number } {
  const step = Object.assign(
    async (): Promise<void> => {
      await Promise.resolve();
      const error = errors[step.calls++];
      if (error !== undefined) throw error as Error;
    },
    { calls: 0 },
  );
  return step;
}
