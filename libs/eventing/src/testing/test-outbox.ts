import { Ambient } from '../ambient';
import { resolveOptions } from '../resolve-options';
import type { DataSource } from 'typeorm';
import { contractOf, type Contract } from '../message/integration-event';
import { checkPayload } from '../message/payload';
import { Outbox } from '../outbox/outbox';
import { APPEND, LAST_SEQUENCE } from '../outbox/sql/append.sql';
import { UnitOfWork } from '../unit-of-work/unit-of-work';

/** Whoever wants to know what is published while its work runs. */
const recordings = new Ambient<object[]>();

/**
 * The real unit of work, on no database: it commits and rolls back, and what is published in it follows. State is the
 * business of the fakes that a test gives to what it tests; a statement for the database is refused, with its name.
 *
 * @example await testUnitOfWork().run(() => placeOrder.execute(command)); // outside of it, publishing throws
 */
export function testUnitOfWork(): UnitOfWork {
  return UNIT_OF_WORK;
}

/**
 * The real {@link Outbox}, on no database, for the fakes of a test: it checks and refuses what the real one does (events
 * that break their contract, events of other services, publishing outside of a unit of work) and remembers the rest.
 *
 * @param service the service that publishes
 * @example
 * ```ts
 * const outbox = testOutbox('inventory');
 * const reservations: Pick<Reservations, 'add'> = { add: async (r) => void outbox.publish(stockReserved(r)) };
 * await handler(new ReserveStock(reservations)).when(orderPlaced()).thenPublishes(StockReserved);
 * ```
 */
export function testOutbox(service: string): TestOutbox {
  return new TestOutbox(service);
}

export class TestOutbox extends Outbox {
  private readonly committed: object[] = [];

  constructor(service: string) {
    super(
      UNIT_OF_WORK,
      { nudge: () => undefined },
      { service, messages: resolveOptions({ service }, { NODE_ENV: 'test' }).messages },
      { seal: () => Promise.resolve() },
    );
  }

  /** What was published and committed, in order: all, or the events of one class. As subscribers get it. */
  published<T extends object = object>(eventClass?: new (...args: never[]) => T): T[] {
    const all = this.committed as T[];
    return eventClass ? all.filter((event) => event instanceof eventClass) : [...all];
  }

  override publish(event: object): string {
    const id = super.publish(event);
    const received = checkPayload(contractOf(event.constructor as new () => object) as Contract, event);
    UNIT_OF_WORK.afterCommit(() => {
      this.committed.push(received);
      recordings.current?.push(received);
    });
    return id;
  }
}

/** Runs `work` in a unit of work and returns what was published in it, through whichever {@link testOutbox}. */
export async function recordPublished(work: () => Promise<void>): Promise<object[]> {
  const published: object[] = [];
  await recordings.run(published, () => UNIT_OF_WORK.run(work));
  return published;
}

const ANSWERS: Record<string, object[]> = { [APPEND]: [], [LAST_SEQUENCE]: [] };

/** As much of a transaction as publishing needs. */
const MANAGER: object = new Proxy(
  {
    query: async (sql: string) =>
      ANSWERS[sql] ?? refuse(`query(${JSON.stringify(sql.trim().slice(0, 60))}…)`),
    transaction: (work: (manager: object) => Promise<unknown>) => work(MANAGER),
  },
  { get: (known, name) => (name in known ? known[name as keyof typeof known] : refuse(String(name))) },
);

function refuse(what: string): never {
  throw new Error(
    `This test has no database, and manager.${what} was asked for. Give what you test a fake in place of what asks.`,
  );
}

const NO_DATABASE = {
  subscribers: [],
  manager: MANAGER,
  query: async () => [{ level: 'read committed' }],
  transaction: (work: (manager: object) => Promise<unknown>) => work(MANAGER),
};

const UNIT_OF_WORK = new UnitOfWork(NO_DATABASE as unknown as DataSource);
