import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { currentMessageContext } from '../message/message-context';
import { fromNowMs, type DueTime } from '../scheduling/when';
import { UnitOfWork } from '../unit-of-work/unit-of-work';
import { SagaConflictError } from './saga-errors';
import { LOAD, SAVE, START } from './sagas.sql';
import type { StepOutcome } from './take-step';
import { TimeoutMover } from './timeouts/timeout-mover';
import { CANCEL, CANCEL_ALL, SET, TAKE } from './timeouts/timeouts.sql';

/** A saga as it is stored. */
export interface StoredSaga {
  state: unknown;
  status: 'active' | 'completed';
  version: number;
}

/** Which saga: its name and its key. */
export type SagaId = readonly [name: string, key: string];

/**
 * Keeps sagas and their time-outs, in the current unit of work. The saga's row is always locked first, and its time-outs
 * are touched only by who has it: so two steps of one saga never wait for each other.
 */
@Injectable()
export class SagaStore {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly timeouts: TimeoutMover,
  ) {}

  /** Waits until no other step of this saga is running, and keeps others waiting until the unit of work ends. */
  async load(id: SagaId): Promise<StoredSaga | undefined> {
    const rows: StoredSaga[] = await this.unitOfWork.manager.query(LOAD, [...id]);
    return rows[0];
  }

  /** @throws SagaConflictError when the saga has been changed, or started, since it was loaded. */
  async save(id: SagaId, loaded: StoredSaga | undefined, outcome: StepOutcome): Promise<void> {
    const status = outcome.completed ? 'completed' : 'active';
    const written = loaded
      ? await this.count(SAVE, [...id, outcome.state, status, loaded.version])
      : await this.count(START, [...id, outcome.state, status]);
    if (written === 0) {
      const what = loaded ? `changed since version ${loaded.version}` : 'started';
      throw new SagaConflictError(`The saga ${id.join(' ')} was ${what} by somebody else meanwhile.`);
    }
    await this.settleTimeouts(id, outcome, loaded !== undefined);
  }

  /** Takes a time-out that has elapsed. False when it is not waited for: it was cancelled, replaced, or taken. */
  async takeTimeout(id: SagaId, name: string, timeoutId: string): Promise<boolean> {
    return (await this.count(TAKE, [...id, name, timeoutId])) > 0;
  }

  private async settleTimeouts(
    id: SagaId,
    { timeouts, completed }: StepOutcome,
    mayHaveSome: boolean,
  ): Promise<void> {
    const { manager } = this.unitOfWork;
    if (completed) {
      if (mayHaveSome) await manager.query(CANCEL_ALL, [...id]);
      return;
    }
    const cancelled = [...timeouts].filter(([, due]) => due === null).map(([name]) => name);
    if (cancelled.length > 0 && mayHaveSome) await manager.query(CANCEL, [...id, cancelled]);
    const wanted = [...timeouts].filter((entry): entry is [string, DueTime] => entry[1] !== null);
    if (wanted.length > 0) await this.setTimeouts(id, wanted);
  }

  private async setTimeouts(id: SagaId, wanted: [string, DueTime][]): Promise<void> {
    const { correlationId, causationId, traceparent } = currentMessageContext();
    await this.unitOfWork.manager.query(SET, [
      ...id,
      wanted.map(([name]) => name),
      wanted.map(() => uuidv7()),
      wanted.map(([, due]) => due.at),
      wanted.map(([, due]) => due.afterMs),
      correlationId,
      causationId ?? null,
      traceparent ?? null,
    ]);
    const soonest = Math.min(...wanted.map(([, due]) => fromNowMs(due)));
    this.unitOfWork.afterCommit(() => this.timeouts.nudge(id[0], soonest));
  }

  private async count(sql: string, parameters: unknown[]): Promise<number> {
    const rows: { count: number }[] = await this.unitOfWork.manager.query(sql, parameters);
    return rows[0]?.count ?? 0;
  }
}
