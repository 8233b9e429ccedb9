import type { StringValue } from 'ms';
import { dueTime, type DueTime } from '../scheduling/when';
import { SagaError } from './saga-errors';

/** A method of a saga that takes an event: it may wait for what it calls. */
export type SagaStep<E> = (saga: SagaProcess<never>, event: E) => void | Promise<void>;

/** What a {@link SagaProcess} stands on. */
export interface SagaFooting<State> {
  /** The saga's name. */
  name: string;
  key: string;
  state: State;
  /** The names that some @OnTimeout handles. */
  knownTimeouts: readonly string[];
  publish(event: object): string;
}

/**
 * One saga of many (that of one order, say), in the hands of one of its methods. What the method does with it is stored
 * when the method returns, in one transaction with the events it publishes and everything else it does to the database;
 * when it throws, nothing of all that has happened.
 */
export class SagaProcess<State = unknown> {
  /** What it remembers from step to step: whatever JSON gives back as it was. Undefined until a step has set it. */
  state: State;
  readonly key: string;
  /** By name, what becomes of the time-outs: `null` for one that is cancelled. */
  private readonly timeouts = new Map<string, DueTime | null>();
  private completed = false;
  private ended = false;

  constructor(private readonly footing: SagaFooting<State>) {
    this.state = footing.state;
    this.key = footing.key;
  }

  /**
   * Publishes an event through the outbox, as part of this step; returns its id.
   *
   * @throws InvalidPayloadError, ContractError as `outbox.publish` does.
   */
  publish(event: object): string {
    this.requireStep('publish');
    return this.footing.publish(event);
  }

  /**
   * Has `@OnTimeout(name)` called at a time, unless it is cancelled or the saga completed before. One of that name that
   * runs already is replaced: there is one of each.
   *
   * @param when how long from now (`'15m'`), or a Date; what lies in the past is due at once.
   * @throws SagaError when no `@OnTimeout` has this name, or the saga is completed.
   * @throws ScheduleError when the time is none.
   */
  timeout(name: string, when: StringValue | Date): void {
    this.requireStep('timeout');
    this.requireKnown(name);
    if (this.completed)
      throw new SagaError(`${this.footing.name}: it is completed, and waits for no time-out "${name}".`);
    this.timeouts.set(name, dueTime(typeof when === 'object' ? { at: when } : { after: when }));
  }

  /**
   * Cancels a time-out. Nothing happens when it does not run.
   *
   * @throws SagaError when no `@OnTimeout` has this name.
   */
  cancelTimeout(name: string): void {
    this.requireStep('cancelTimeout');
    this.requireKnown(name);
    this.timeouts.set(name, null);
  }

  /** Ends the saga: its time-outs are cancelled, and events that still come for it are ignored. */
  complete(): void {
    this.requireStep('complete');
    this.completed = true;
    this.timeouts.clear();
  }

  get isCompleted(): boolean {
    return this.completed;
  }

  /** @internal What a step has asked for. From now on nothing can be asked for any more. */
  end(): { completed: boolean; timeouts: ReadonlyMap<string, DueTime | null> } {
    this.ended = true;
    return { completed: this.completed, timeouts: this.timeouts };
  }

  private requireKnown(name: string): void {
    const { name: saga, knownTimeouts } = this.footing;
    if (knownTimeouts.includes(name)) return;
    const known = knownTimeouts.length > 0 ? `There is ${knownTimeouts.join(', ')}.` : 'It has none.';
    throw new SagaError(
      `${saga}: no method handles a time-out "${name}". Put @OnTimeout('${name}') on one, or mend the name. ${known}`,
    );
  }

  private requireStep(what: string): void {
    if (!this.ended) return;
    throw new SagaError(
      `${this.footing.name}: saga.${what} was called after the method had returned. Await what calls it.`,
    );
  }
}
