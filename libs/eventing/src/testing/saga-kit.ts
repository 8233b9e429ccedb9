import { inspect } from 'node:util';
import ms, { type StringValue } from 'ms';
import { differences, type Expected } from './expectations';
import { SagaRehearsal } from './saga-rehearsal';
import { StepsInTurn } from './steps-in-turn';

type EventClass<E extends object> = new (...args: never[]) => E;

/**
 * Tells what a saga does, without database and broker: given what has happened, when this happens, then it does that.
 * Everything that holds in a running service holds here: what is ignored, what is refused, that the state goes through
 * JSON from step to step, that there is one time-out of a name.
 *
 * Await the whole sentence: where a method of the saga is async, or becomes it, nobody would look at what is expected. A
 * step that throws makes `given` or `when` throw, or the sentence reject; what it has done is undone, as in a service.
 *
 * @param deps what the saga's constructor takes.
 * @example
 * ```ts
 * await saga(FulfilOrder)
 *   .given(orderPlaced, stockReserved)
 *   .whenTimeout('payment')
 *   .thenPublishes(OrderCancelled, { reason: /late/ })
 *   .thenCompletes();
 * ```
 */
export function saga<Deps extends unknown[]>(
  sagaClass: new (...deps: Deps) => object,
  ...deps: Deps
): SagaStory {
  return new SagaStory(new SagaRehearsal(new sagaClass(...deps)), new StepsInTurn());
}

/** What has happened to a saga; see {@link saga}. */
export class SagaStory {
  constructor(
    private readonly rehearsal: SagaRehearsal,
    private readonly steps: StepsInTurn,
  ) {}

  /** These events have happened, in this order. */
  given(...events: object[]): this {
    for (const event of events) this.steps.add(() => this.rehearsal.take(event));
    return this;
  }

  /** This time-out has come. @throws Error when it was not running. */
  givenTimeout(name: string): this {
    this.steps.add(() => this.rehearsal.elapse(name));
    return this;
  }

  /** This event happens; what follows is about what it leads to. */
  when(event: object): SagaOutcome {
    this.steps.add(() => this.rehearsal.take(event));
    return new SagaOutcome(this.rehearsal, this.steps);
  }

  /** This time-out comes. @throws Error when it was not running. */
  whenTimeout(name: string): SagaOutcome {
    this.steps.add(() => this.rehearsal.elapse(name));
    return new SagaOutcome(this.rehearsal, this.steps);
  }
}

/** What the last step of a saga has led to; every expectation throws when it is not so, and says what is. */
export class SagaOutcome implements PromiseLike<void> {
  constructor(
    private readonly rehearsal: SagaRehearsal,
    private readonly steps: StepsInTurn,
  ) {}

  /** It has published such an event, perhaps among others. `fields` may leave out some, and hold regular expressions. */
  thenPublishes<E extends object>(eventClass: EventClass<E>, fields?: Expected<E>): this {
    return this.expect(({ name, published }) => {
      if (published.some((event) => event instanceof eventClass && isAsExpected(event, fields ?? {}))) return;
      const wanted = fields && Object.keys(fields).length > 0 ? ` ${inspect(fields)}` : '';
      throw new Error(`${name} was to publish ${eventClass.name}${wanted}. It published ${list(published)}`);
    });
  }

  thenPublishesNothing(): this {
    return this.expect(({ name, published }) => {
      if (published.length > 0)
        throw new Error(`${name} was to publish nothing. It published ${list(published)}`);
    });
  }

  thenCompletes(): this {
    return this.expect(({ name, standing, state }) => {
      if (standing !== 'completed')
        throw new Error(`${name} was to be completed. It is ${standing}, with the state ${inspect(state)}.`);
    });
  }

  /** It goes on: it has started and is not completed. */
  thenGoesOn(): this {
    return this.expect(({ name, standing }) => {
      if (standing !== 'active') throw new Error(`${name} was to go on. It is ${standing}.`);
    });
  }

  /** Its state has these fields, perhaps among others; a text may be a regular expression. */
  thenState(fields: Expected<Record<string, unknown>>): this {
    return this.expect(({ name, state }) => {
      if (!isAsExpected(state, fields))
        throw new Error(`${name} was to have the state ${inspect(fields)}. It has ${inspect(state)}.`);
    });
  }

  /** It has asked for this time-out. A duration counts by its length: `'15m'` is `'900s'`. */
  thenSchedules(timeout: string, when: StringValue | Date): this {
    return this.expect(({ name, asked }) => {
      const due = asked.get(timeout);
      if (due && (typeof when === 'object' ? due.at?.getTime() === when.getTime() : due.afterMs === ms(when)))
        return;
      const wanted = typeof when === 'object' ? `at ${when.toISOString()}` : `after ${when}`;
      throw new Error(
        `${name} was to schedule the time-out "${timeout}" ${wanted}. It scheduled ${describeTimeouts(asked)}.`,
      );
    });
  }

  /** This time-out does not run (any more). */
  thenDoesNotWaitFor(timeout: string): this {
    return this.expect(({ name, running }) => {
      if (running.has(timeout))
        throw new Error(
          `${name} was not to wait for the time-out "${timeout}". It waits for ${describeTimeouts(running)}.`,
        );
    });
  }

  /** The event was not for it: no method was called. */
  thenIgnoresIt(): this {
    return this.expect(({ name, ignored, published }) => {
      if (!ignored)
        throw new Error(`${name} was to ignore it. It called a method, and published ${list(published)}`);
    });
  }

  /** For `await`: every sentence is to be awaited. */
  then<A = void, B = never>(
    onFulfilled?: ((value: void) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.steps.done().then(onFulfilled, onRejected);
  }

  private expect(check: (rehearsal: SagaRehearsal) => void): this {
    this.steps.add(() => check(this.rehearsal));
    return this;
  }
}

function list(events: readonly object[]): string {
  if (events.length === 0) return 'nothing.';
  return ['', ...events.map((event) => inspect(event, { breakLength: 120 }))].join('\n  ');
}

function describeTimeouts(timeouts: SagaRehearsal['asked']): string {
  if (timeouts.size === 0) return 'none';
  return [...timeouts]
    .map(
      ([name, { at, afterMs }]) => `"${name}" ${at ? `at ${at.toISOString()}` : `after ${ms(afterMs ?? 0)}`}`,
    )
    .join(', ');
}

function isAsExpected(actual: unknown, expected: unknown): boolean {
  return differences(actual, expected).length === 0;
}
