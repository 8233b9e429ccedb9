import { contractOf } from '../message/integration-event';
import { checkPayload } from '../message/payload';
import { lifted, takenBy } from '../message/upcaster';
import { renderEvent } from '../outbox/pending-event';
import { keyOf, readSaga, type SagaDefinition, type Step } from '../sagas/saga-definition';
import { stepFor, takeStep, type Standing, type StepOutcome } from '../sagas/take-step';
import type { DueTime } from '../scheduling/when';

/** What a step is taken for: an event, or a time-out that has elapsed. */
interface Happening {
  key: string;
  event?: object;
  elapsed?: string;
}

/** One saga in memory: takes its steps as a running service does, and remembers what the last one led to. */
export class SagaRehearsal {
  readonly name: string;
  standing: Standing = 'unstarted';
  /** What the last step has published, and the time-outs it has asked for. */
  published: object[] = [];
  asked = new Map<string, DueTime>();
  /** Whether the last event was ignored. */
  ignored = false;
  /** The time-outs that run. */
  readonly running = new Map<string, DueTime>();
  private readonly saga: SagaDefinition;
  /** What is stored of it: as JSON, so that nobody holds a part of it. */
  private stored = 'null';
  private key: string | undefined;

  constructor(instance: object) {
    this.name = instance.constructor.name;
    this.saga = readSaga(instance);
  }

  /** As it is stored; each time another copy. */
  get state(): unknown {
    return (JSON.parse(this.stored) as unknown) ?? undefined;
  }

  take(event: object): void | Promise<void> {
    const contract = contractOf(event.constructor as new () => object);
    const reading = takenBy(this.saga.contracts).get(contract.cloudEventType);
    if (!reading) {
      const taken = this.saga.contracts.map(({ eventClass }) => eventClass.name).join(', ');
      throw new Error(`${this.name} takes no ${event.constructor.name}: it takes ${taken}.`);
    }
    const arrived = lifted(reading, checkPayload(contract, event));
    const key = this.oneKey(keyOf(this.saga, arrived));
    return this.perform(() => stepFor(this.saga, reading.as.cloudEventType, key, this.standing), {
      key,
      event: arrived,
    });
  }

  elapse(name: string): void | Promise<void> {
    if (!this.running.has(name)) {
      const running = [...this.running.keys()].join(', ') || 'none';
      throw new Error(`${this.name} does not wait for a time-out "${name}". Running are: ${running}.`);
    }
    return this.perform(() => this.saga.timeouts.get(name), { key: this.key ?? '', elapsed: name });
  }

  /** As in a running service all that a step does counts when it has returned; when it throws, nothing has happened. */
  private perform(find: () => Step | undefined, happening: Happening): void | Promise<void> {
    this.published = [];
    this.asked = new Map();
    const step = find();
    this.ignored = step === undefined;
    if (!step) return undefined;
    const published: object[] = [];
    const outcome = takeStep(step, this.footing(happening.key, published), happening.event);
    const accept = (its: StepOutcome) => this.accept(its, happening, published);
    return outcome instanceof Promise ? outcome.then(accept) : accept(outcome);
  }

  /** Refuses what the outbox would refuse, except for an event of another service: here nobody knows which this is. */
  private footing(key: string, published: object[]) {
    return {
      name: this.saga.name,
      key,
      state: this.state,
      knownTimeouts: [...this.saga.timeouts.keys()],
      publish: (event: object) => {
        const contract = contractOf(event.constructor as new () => object);
        const { id } = renderEvent(contract.service, event);
        published.push(checkPayload(contract, event)); // as it is now, and as subscribers get it
        return id;
      },
    };
  }

  private accept(
    { state, completed, timeouts }: StepOutcome,
    { key, elapsed }: Happening,
    published: object[],
  ): void {
    this.key = key;
    this.published = published;
    if (elapsed !== undefined) this.running.delete(elapsed);
    this.stored = state;
    this.standing = completed ? 'completed' : 'active';
    if (completed) this.running.clear();
    for (const [name, due] of timeouts) {
      this.running.delete(name);
      if (due === null) continue;
      this.running.set(name, due);
      this.asked.set(name, due);
    }
  }

  private oneKey(key: string): string {
    if ((this.key ?? key) === key) return key;
    throw new Error(
      `The story is about ${this.name} ${this.key}, but one of its events belongs to ${key}: in a running service that would be another saga.`,
    );
  }
}
