import type { Broker, IncomingMessage } from '../broker/broker';
import type { Contract } from '../message/integration-event';
import { takenBy } from '../message/upcaster';
import { ConsumerTally } from '../observability/consumer-tally';
import { ConsumptionBreaker } from './breaker/consumption-breaker';
import type { ConsumerDefinition } from './consumer';
import type { HandlerDefinition } from './handler-definition';
import type { HandlerPipeline } from './handler-pipeline';
import { Handling } from './pipeline/handling';
import { QueueConsumer } from './queue-consumer';

/** Runs one handler or saga: takes messages from its queue and sends each through the pipeline. */
export class HandlerConsumer extends QueueConsumer<Handling> {
  readonly definition: ConsumerDefinition;
  readonly tally = new ConsumerTally();
  protected readonly queue: string;
  protected readonly prefetch: number;
  private readonly run: (handling: Handling) => Promise<void>;

  constructor(
    broker: Pick<Broker, 'consume'>,
    private readonly handler: HandlerDefinition,
    private readonly pipeline: Pick<HandlerPipeline, 'create' | 'door'>,
    kind: 'handler' | 'saga' = 'handler',
    /** What its queue is bound to, of all that it takes. */
    heard: readonly Contract[] = handler.contracts,
  ) {
    const breaker = ConsumptionBreaker.of(handler.name, handler.breaker);
    super(broker, breaker);
    this.run = pipeline.create(handler, breaker);
    const { name, retryDelays, queue, concurrency } = handler;
    const arriving = [...takenBy(heard).values()].map((reading) => reading.arriving);
    const subscriptions = arriving.map(({ service, routingKey }) => ({ service, routingKey }));
    this.definition = { name, kind, subscriptions, retryDelays };
    this.queue = queue;
    this.prefetch = concurrency;
  }

  protected begin(message: IncomingMessage, stopping: AbortSignal): Handling {
    return new Handling(message, this.handler, stopping, this.pipeline.door);
  }

  protected async finish(handling: Handling): Promise<void> {
    await this.run(handling);
    this.count(handling);
  }

  private count({ outcome, parkedAs, tries, attempt, history, envelope }: Handling): void {
    const { tally } = this;
    tally.note(outcome);
    if (parkedAs) tally.noteParked(parkedAs);
    tally.immediateRetries += Math.max(0, attempt - history.attempts - 1);
    for (const seconds of tries) tally.duration.record(seconds);
    if (outcome === 'handled' && envelope) tally.lag.record((Date.now() - Date.parse(envelope.time)) / 1_000);
  }
}
