import { contractOf } from '../message/integration-event';
import { checkPayload } from '../message/payload';
import { renderEvent } from '../outbox/pending-event';
import { keyOf, readSaga, type SagaDefinition, type Step } from '../sagas/saga-definition';
import { stepFor, takeStep, type Standing, type StepOutcome } from '../sagas/take-step';
import type { DueTime } from '../scheduling/when';

/** One saga in memory: takes its steps as a running service does, and remembers what the last one led to. */
export class SagaRehearsal {
  readonly name: string;
  standing: Standing = 'unstarted';
  state: unknown;
  /** What the last step has published, and the time-outs it has asked for. */
  published: object[] = [];
  asked = new Map<string, DueTime>();
  /** Whether the last event was ignored. */
  ignored = false;
  /** The time-outs that run. */
  readonly running = new Map<string, DueTime>();
  private readonly saga: SagaDefinition;
  private key: string | undefined;

  constructor(instance: object) {
    this.name = instance.constructor.name;
    this.saga = readSaga(instance);
  }

  take(event: object): void | Promise<void> {
    const contract = contractOf(event.constructor as new () => object);
    const { cloudEventType } = contract;
    if (!this.saga.contracts.includes(contract)) {
      const taken = this.saga.contracts.map(({ eventClass }) => eventClass.name).join(', ');
      throw new Error(`${this.name} takes no ${event.constructor.name}: it takes ${taken}.`);
    }
    const arrived = checkPayload(contract, event);
    const key = this.oneKey(keyOf(this.saga, arrived));
    return this.perform(stepFor(this.saga, cloudEventType, key, this.standing), arrived);
  }

  elapse(name: string): void | Promise<void> {
    if (!this.running.delete(name)) {
      const running = [...this.running.keys()].join(', ') || 'none';
      throw new Error(`${this.name} does not wait for a time-out "${name}". Running are: ${running}.`);
    }
    return this.perform(this.saga.timeouts.get(name));
  }

  private perform(step: Step | undefined, event?: object): void | Promise<void> {
    this.published = [];
    this.asked = new Map();
    this.ignored = step === undefined;
    if (!step) return undefined;
    const outcome = takeStep(step, this.footing(), event);
    return outcome instanceof Promise ? outcome.then((later) => this.accept(later)) : this.accept(outcome);
  }

  private footing() {
    return {
      name: this.saga.name,
      key: this.key ?? '',
      state: this.state,
      knownTimeouts: [...this.saga.timeouts.keys()],
      publish: (event: object) => this.publish(event),
    };
  }

  /** Refuses what the outbox would refuse, except for an event of another service: here nobody knows which this is. */
  private publish(event: object): string {
    const { service } = contractOf(event.constructor as new () => object);
    const { id } = renderEvent(service, event);
    this.published.push(event);
    return id;
  }

  private accept({ state, completed, timeouts }: StepOutcome): void {
    this.state = (JSON.parse(state) as unknown) ?? undefined;
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
    this.key ??= key;
    if (this.key === key) return key;
    throw new Error(
      `The story is about ${this.name} ${this.key}, but one of its events belongs to ${key}: in a running service that would be another saga.`,
    );
  }
}
