import type { Broker, IncomingMessage } from '../broker/broker';
import type { ConsumerDefinition } from './consumer';
import type { HandlerDefinition } from './handler-definition';
import { Handling } from './pipeline/handling';
import { QueueConsumer } from './queue-consumer';

/** Runs one handler: takes messages from its queue and sends each through the pipeline. */
export class HandlerConsumer extends QueueConsumer<Handling> {
  readonly definition: ConsumerDefinition;
  protected readonly queue: string;
  protected readonly prefetch: number;

  constructor(
    broker: Pick<Broker, 'consume'>,
    private readonly handler: HandlerDefinition,
    private readonly pipeline: (handling: Handling) => Promise<void>,
  ) {
    super(broker);
    const { name, contract, retryDelays, queue, concurrency } = handler;
    const { service, routingKey } = contract;
    this.definition = { name, kind: 'handler', subscriptions: [{ service, routingKey }], retryDelays };
    this.queue = queue;
    this.prefetch = concurrency;
  }

  protected begin(message: IncomingMessage, stopping: AbortSignal): Handling {
    return new Handling(message, this.handler, stopping);
  }

  protected finish(handling: Handling): Promise<void> {
    return this.pipeline(handling);
  }
}
