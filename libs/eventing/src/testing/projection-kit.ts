import { differences, failure, show, type Expected } from './expectations';
import { ReadModelInMemory } from './read-model-in-memory';

type Rows<P> = { [M in keyof P]: P[M] extends (...args: never[]) => infer Row ? Row : never }[keyof P];

/** What the folds of a projection return. */
export type RowOf<P> = Extract<Rows<P>, object>;

/**
 * Tests a projection without a database: events in, a row out. The events go the way they go in a service: checked against
 * their contracts, numbered, frozen, folded, and each row checked against the columns of its entity.
 *
 * @param projection its class (if the constructor takes nothing), or an instance
 * @example
 * ```ts
 * projection(OrderDetailsProjection).given(orderPlaced()).when(orderConfirmed()).then({ status: 'confirmed' });
 * ```
 */
export function projection<P extends object>(projection: P | (new () => P)): ProjectionScenario<P> {
  const instance = typeof projection === 'function' ? new (projection as new () => P)() : projection;
  return new ProjectionScenario<P>(instance, []);
}

/** What has happened before the events that a test is about. Every call leaves it as it is and returns another one. */
export class ProjectionScenario<P extends object> {
  constructor(
    private readonly instance: P,
    private readonly history: readonly object[],
  ) {}

  /**
   * Events that have been folded already, in this order; a snapshot among them shows its aggregate as it is at that point,
   * as a projection gets it that was not there from the beginning.
   */
  given(...events: object[]): ProjectionScenario<P> {
    return new ProjectionScenario(this.instance, [...this.history, ...events]);
  }

  /**
   * The events that the test is about.
   *
   * @throws Error when one that was given cannot be folded, and for any that breaks its contract (naming the field) or that
   * the projection would never see.
   */
  when(...events: object[]): ProjectionOutcome<P> {
    const readModel = new ReadModelInMemory(this.instance);
    readModel.apply(this.history);
    readModel.forgetTouched();
    try {
      readModel.apply(events);
      return new ProjectionOutcome<P>(readModel, undefined);
    } catch (error) {
      return new ProjectionOutcome<P>(readModel, { error });
    }
  }
}

/** What a test may expect of one row. Nothing here is asynchronous: `then` is a sentence's word, not a promise's. */
export interface RowOutcome<Row> {
  /** The row has these values; those that are not named may be anything. */
  then(expected: Expected<Row>): void;
  /** There is no such row: there never was, or its fold has removed it. */
  thenNothing(): void;
}

/** What came of the events. */
export class ProjectionOutcome<P extends object> implements RowOutcome<RowOf<P>> {
  constructor(
    private readonly readModel: ReadModelInMemory,
    private readonly failed: { error: unknown } | undefined,
  ) {}

  /** Of the row that the events belong to; where they belong to several, see {@link row}. */
  then(expected: Expected<RowOf<P>>): void {
    refuseAwait(expected);
    expectRow(this.rows, this.onlyKey(), expected, this.then);
  }

  thenNothing(): void {
    expectNoRow(this.rows, this.onlyKey(), this.thenNothing);
  }

  /** One of several rows, by its key. */
  row(key: string): RowOutcome<RowOf<P>> {
    const { rows } = this;
    return {
      then(expected) {
        refuseAwait(expected);
        expectRow(rows, key, expected, this.then);
      },
      thenNothing() {
        expectNoRow(rows, key, this.thenNothing);
      },
    };
  }

  /** Everything that is in the read model now, by key. Of an event that cannot be folded it throws the error. */
  get rows(): ReadonlyMap<string, RowOf<P>> {
    if (this.failed) throw this.failed.error;
    return this.readModel.rows as ReadonlyMap<string, unknown> as ReadonlyMap<string, RowOf<P>>;
  }

  /**
   * One of the events cannot be folded: in a service it would be parked, and hold up the later ones of its aggregate.
   *
   * @param message part of what the error says
   */
  thenIsParked(message: RegExp): void {
    if (!this.failed) {
      throw failure('Expected an event to be parked, but all were folded.', this.thenIsParked);
    }
    const { message: actual } = this.failed.error as Error;
    const problems = differences(actual, message);
    if (problems.length > 0)
      throw failure(problems.join('\n'), this.thenIsParked, { cause: this.failed.error });
  }

  private onlyKey(): string {
    const keys = this.failed ? [''] : this.readModel.touched;
    if (keys.length === 1) return keys[0] as string;
    throw new Error(
      keys.length === 0
        ? 'No fold was called for these events, so no row can be meant. Say which: .row(key).'
        : `These events belong to several rows (${keys.join(', ')}). Say which: .row(key).`,
    );
  }
}

function expectRow(
  rows: ReadonlyMap<string, object>,
  key: string,
  expected: unknown,
  expectation: (...args: never[]) => unknown,
): void {
  const row = rows.get(key);
  if (!row) throw failure(`There is no row ${key}. ${whatThereIs(rows)}`, expectation);
  const problems = differences(row, expected);
  if (problems.length > 0)
    throw failure(`The row ${key} is not as expected.\n  ${problems.join('\n  ')}`, expectation);
}

function expectNoRow(
  rows: ReadonlyMap<string, object>,
  key: string,
  expectation: (...args: never[]) => unknown,
): void {
  if (rows.has(key)) throw failure(`There is a row ${key}: ${show(rows.get(key))}`, expectation);
}

function whatThereIs(rows: ReadonlyMap<string, object>): string {
  return rows.size === 0 ? 'The read model is empty.' : `There are ${[...rows.keys()].join(', ')}.`;
}

/** `await` calls `then` with two functions. */
function refuseAwait(expected: unknown): void {
  if (typeof expected !== 'function') return;
  throw new Error('This is not a promise: write .then({ … }) with what you expect, and no await before it.');
}
