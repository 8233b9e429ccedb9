import type { EntityManager } from 'typeorm';
import { UnitOfWorkError } from '../message/errors';

/** Writes what was collected during a unit of work, in one go, just before it commits. */
export interface Collector<T> {
  /** What it is for, as the beginning of a sentence: "outbox.publish". */
  purpose: string;
  /**
   * It is written before the others: the rows it waits for may be held by somebody who in turn waits for what the others
   * lock. Default false.
   */
  first?: boolean;
  write(items: T[], manager: EntityManager): Promise<void>;
}

/** One level of a unit of work: the transaction itself, or a savepoint in it. */
export class Frame {
  status: 'active' | 'ended' = 'active';
  readonly afterCommit: (() => void | Promise<void>)[] = [];
  private readonly collected = new Map<Collector<unknown>, unknown[]>();
  private openNested: Promise<unknown> | undefined;

  constructor(readonly manager: EntityManager) {}

  collect<T>(collector: Collector<T>, item: T): void {
    const items = this.collected.get(collector as Collector<unknown>) ?? [];
    items.push(item);
    this.collected.set(collector as Collector<unknown>, items);
  }

  /** Has everything written, or what this one collector was handed. */
  async flush(only?: Collector<never>): Promise<void> {
    const batches = [...this.collected]
      .filter(([collector]) => only === undefined || collector === only)
      .sort(([one], [other]) => Number(other.first ?? false) - Number(one.first ?? false));
    for (const [collector] of batches) this.collected.delete(collector);
    for (const [collector, items] of batches) await collector.write(items, this.manager);
  }

  /**
   * From the end on, code that was left running finds out that its unit of work is over. The end comes before the last
   * writing: what would be published during that round trip would be taken and never written.
   */
  async runToEnd<T>(
    work: () => Promise<T>,
    beforeEnd: () => Promise<void> = () => Promise.resolve(),
  ): Promise<T> {
    try {
      const result = await work();
      if (this.openNested) throw new UnitOfWorkError('A nested unit of work was not awaited: await it.');
      this.status = 'ended';
      await beforeEnd();
      return result;
    } finally {
      this.status = 'ended';
      await this.nestedToEnd();
    }
  }

  async withSavepoint<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.openNested) {
      throw new UnitOfWorkError(
        'Two nested units of work were started at the same time in one transaction. Await the first before starting the next (Promise.all cannot be used here).',
      );
    }
    // What was published before the savepoint is written first: it stays if the savepoint does not, and it stays in order.
    const nested = this.flush().then(() => this.manager.transaction(work));
    this.openNested = nested;
    try {
      return await nested;
    } finally {
      this.openNested = undefined;
    }
  }

  /** Ending the transaction under an open savepoint would let the rest of the nested work run outside of both. */
  private async nestedToEnd(): Promise<void> {
    if (this.openNested) await Promise.allSettled([this.openNested]);
  }

  /** Takes over what a nested unit left to be done, once its savepoint is released. */
  adopt(nested: Frame): void {
    this.afterCommit.push(...nested.afterCommit);
    for (const [collector, items] of nested.collected) items.forEach((item) => this.collect(collector, item));
  }
}
