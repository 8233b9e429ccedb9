import { differences, show, type Expected } from './expectations';

type EventClass<T extends object> = new (...args: never[]) => T;
type ErrorClass = abstract new (...args: never[]) => Error;

/** What came of one event. */
export interface HandlerResult {
  published: object[];
  failed?: { error: unknown; isPermanent: boolean };
}

interface State extends HandlerResult {
  /** What no expectation has claimed yet. */
  left: object[];
}

/**
 * What a test expects of a handler. It is a promise: await the last expectation. Each says something more about the same
 * event: `await outcome.thenPublishes(StockUpdated).thenPublishes(StockReserved).andNothingElse()`.
 */
export class HandlerOutcome extends Promise<void> {
  /** Derived promises are plain ones. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  private state!: Promise<State>;

  static of(result: Promise<HandlerResult>): HandlerOutcome {
    return HandlerOutcome.after(result.then((its) => ({ ...its, left: [...its.published] })));
  }

  private static after(state: Promise<State>): HandlerOutcome {
    const outcome = new HandlerOutcome((resolve, reject) => void state.then(() => resolve(), reject));
    outcome.state = state;
    return outcome;
  }

  /** It has published such an event, with these values and maybe others. An event counts for one expectation only. */
  thenPublishes<T extends object>(eventClass: EventClass<T>, expected?: Expected<T>): HandlerOutcome {
    return this.expect((state) => {
      const candidates = succeeded(state).left.filter((event): event is T => event instanceof eventClass);
      const problems = candidates.map((event) => differences(event, expected ?? {}));
      const found = candidates[problems.findIndex((each) => each.length === 0)];
      if (found) return { ...state, left: state.left.filter((event) => event !== found) };
      const [closest] = problems.sort((one, other) => one.length - other.length);
      throw new Error(
        closest
          ? `It published ${eventClass.name}, but not as expected.\n  ${closest.join('\n  ')}\n${whatItPublished(state)}`
          : `It published no ${state.left.length < state.published.length ? 'other ' : ''}${eventClass.name}. ${whatItPublished(state)}`,
      );
    });
  }

  thenPublishesNothing(): HandlerOutcome {
    return this.expect((state) => {
      if (succeeded(state).published.length === 0) return state;
      throw new Error(`It should publish nothing. ${whatItPublished(state)}`);
    });
  }

  /** After one or more {@link thenPublishes}: that was all. */
  andNothingElse(): HandlerOutcome {
    return this.expect((state) => {
      if (succeeded(state).left.length === 0) return state;
      throw new Error(`It should publish nothing else, but did: ${state.left.map(inWords).join(', ')}`);
    });
  }

  /** It throws: everything it did is rolled back, nothing is published. @param error its class, or part of what it says */
  thenThrows(error: ErrorClass | RegExp): HandlerOutcome {
    return this.expect((state) => (failedWith(state, error), state));
  }

  /** It throws what no retry can mend: the message is parked at once. Other errors are tried again for a long time. */
  thenParks(error: ErrorClass | RegExp): HandlerOutcome {
    return this.expect((state) => {
      const { error: thrown, isPermanent } = failedWith(state, error);
      if (isPermanent) return state;
      const name = thrown instanceof Error ? thrown.constructor.name : String(thrown);
      throw new Error(
        `${name} would be tried again: name it in @IdempotentHandler(…, { permanent: [${name}] }), or derive it from PermanentError.`,
        { cause: thrown },
      );
    });
  }

  private expect(check: (state: State) => State): HandlerOutcome {
    void this.catch(() => undefined); // what follows fails with the same
    const here = new Error(); // made now: what fails later has lost the line of the test
    return HandlerOutcome.after(
      this.state.then((state) => {
        try {
          return check(state);
        } catch (error) {
          const { message, cause } = error as Error;
          throw Object.assign(here, {
            message,
            cause,
            stack: here.stack?.replace(/^Error/, `Error: ${message}`),
          });
        }
      }),
    );
  }
}

function succeeded(state: State): State {
  if (!state.failed) return state;
  throw new Error(`It failed: ${reasonOf(state.failed.error)}`, { cause: state.failed.error });
}

function failedWith(state: State, expected: ErrorClass | RegExp): { error: unknown; isPermanent: boolean } {
  const { failed } = state;
  const what = expected instanceof RegExp ? String(expected) : expected.name;
  if (!failed) throw new Error(`It should fail with ${what}, but did not. ${whatItPublished(state)}`);
  const { error } = failed;
  const matches =
    expected instanceof RegExp
      ? expected.test(error instanceof Error ? error.message : String(error))
      : error instanceof expected;
  if (matches) return failed;
  throw new Error(`It should fail with ${what}, but failed with ${reasonOf(error)}`, { cause: error });
}

function whatItPublished({ published }: State): string {
  if (published.length === 0) return 'It published nothing.';
  return `It published:\n  ${published.map(inWords).join('\n  ')}`;
}

function inWords(event: object): string {
  return show(event);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.constructor.name}: ${error.message}` : String(error);
}
