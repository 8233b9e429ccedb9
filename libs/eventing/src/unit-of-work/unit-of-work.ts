import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Ambient } from '../ambient';
import { UnitOfWorkError } from '../message/errors';
import { Frame, type Collector } from './frame';
import { Isolation } from './isolation';
import { RefusedCommit } from './refused-commit';

/**
 * The ambient database transaction: what runs inside `run`, at any depth of calls, shares one transaction without
 * passing it around. State, inbox row and published events commit together or not at all.
 *
 * Isolation is READ COMMITTED. A nested `run` is a savepoint: when it throws, only its own part is undone.
 *
 * @example
 * ```ts
 * await unitOfWork.run(async () => {
 *   await unitOfWork.manager.save(order);
 *   outbox.publish(new OrderPlaced({ … }));
 * });
 * ```
 */
@Injectable()
export class UnitOfWork {
  private readonly ambient = new Ambient<Frame>();
  private readonly logger = new Logger(UnitOfWork.name);

  private readonly isolation: Isolation;

  constructor(private readonly dataSource: DataSource) {
    this.isolation = new Isolation(dataSource);
  }

  /** Whether the code that is running is inside a unit of work that has not ended. */
  get isActive(): boolean {
    return this.ambient.current?.status === 'active';
  }

  /**
   * The transaction's entity manager inside a unit of work, the data source's own outside.
   *
   * @throws UnitOfWorkError in code that a unit of work set off and did not await, once that unit has ended.
   */
  get manager(): EntityManager {
    return this.liveFrame()?.manager ?? this.dataSource.manager;
  }

  /**
   * Runs `work` in a transaction: commits when it returns, rolls back when it throws, and passes on what it returned or
   * threw. Inside another unit of work it becomes a savepoint of that one.
   *
   * @throws UnitOfWorkError when a statement failed and `work` returned nevertheless: then nothing can be committed. And
   * when two nested units of one parent run at the same time: one connection cannot nest them.
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const parent = this.liveFrame();
    return parent ? this.runNested(parent, work) : this.runOutermost(work);
  }

  /**
   * Calls `callback` once the outermost transaction has committed, outside of it; not at all after a rollback. What it
   * throws is logged: the commit stands.
   *
   * @throws UnitOfWorkError outside a unit of work.
   */
  afterCommit(callback: () => void | Promise<void>): void {
    this.requireFrame('afterCommit').afterCommit.push(callback);
  }

  /**
   * Hands `item` to `collector`, which is asked once, just before the commit, to write everything it was handed. What a
   * rolled back savepoint collected is dropped.
   *
   * @throws UnitOfWorkError outside a unit of work.
   */
  collect<T>(collector: Collector<T>, item: T): void {
    this.requireFrame(collector.purpose).collect(collector, item);
  }

  /** Has everything collected so far, or what `only` was handed, written now instead of just before the commit. */
  async flush(only?: Collector<never>): Promise<void> {
    await this.requireFrame(only?.purpose ?? 'flush').flush(only);
  }

  private async runOutermost<T>(work: () => Promise<T>): Promise<T> {
    RefusedCommit.noticeOn(this.dataSource);
    let frame: Frame | undefined;
    const inFrame = (manager: EntityManager): Promise<T> => {
      const opened = (frame = new Frame(manager));
      return this.ambient.run(opened, () => opened.runToEnd(work, () => opened.flush()));
    };
    const isolation = await this.isolation.toAskFor();
    const result = await (isolation
      ? this.dataSource.transaction(isolation, inFrame)
      : this.dataSource.transaction(inFrame));
    await this.ambient.exit(() => this.announceCommit(frame?.afterCommit ?? []));
    return result;
  }

  private async runNested<T>(parent: Frame, work: () => Promise<T>): Promise<T> {
    return parent.withSavepoint(async (manager) => {
      const frame = new Frame(manager);
      const result = await this.ambient.run(frame, () => frame.runToEnd(work));
      parent.adopt(frame);
      return result;
    });
  }

  private async announceCommit(callbacks: (() => void | Promise<void>)[]): Promise<void> {
    for (const callback of callbacks) {
      try {
        await callback();
      } catch (error) {
        this.logger.error('A callback after a commit failed; the commit stands.', error);
      }
    }
  }

  private liveFrame(): Frame | undefined {
    const frame = this.ambient.current;
    if (frame?.status === 'ended') {
      throw new UnitOfWorkError(
        'This code runs in a unit of work that has ended already. Somewhere a promise was not awaited: await it, so that its work is part of the transaction.',
      );
    }
    return frame;
  }

  private requireFrame(purpose: string): Frame {
    const frame = this.liveFrame();
    if (frame) return frame;
    throw new UnitOfWorkError(
      `${purpose} needs a unit of work. Put @Transactional() on the method that does it, or wrap it in unitOfWork.run(async () => { … }).`,
    );
  }
}
