import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Outbox, UnitOfWork } from '../../../../src';
import { Movements } from './movements';

/** Thrown on purpose. */
export class RolledBack extends Error {}

const ROLLBACKS = 0.15;
const SAVEPOINTS = 0.2;
const NOTES = 0.2;
const EARLY_FLUSHES = 0.2;

/** One transaction as hard on the relay as it gets: several events, savepoints, positions taken long before the commit. */
@Injectable()
export class HostileTransaction {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly movements: Movements,
  ) {}

  /** @throws RolledBack when it was meant to roll back, and did. */
  run(accounts: number): Promise<void> {
    return this.unitOfWork.run(async () => {
      for (const account of chooseSome(accounts)) {
        await this.movements.change(account, whole(100));
        if (Math.random() < NOTES) await this.movements.note(account);
        if (Math.random() < SAVEPOINTS) await this.undone(account);
        if (Math.random() < SAVEPOINTS)
          await this.unitOfWork.run(() => this.movements.change(account, whole(100)));
      }
      if (Math.random() < EARLY_FLUSHES) await this.lingerWithPositions();
      if (Math.random() < ROLLBACKS) throw new RolledBack();
    });
  }

  /** Takes its position at once and keeps everybody behind it guessing; every second time for nothing. */
  keepOpen(account: string, forMs: number, stop: AbortSignal): Promise<void> {
    return this.unitOfWork.run(async () => {
      await this.movements.change(account, whole(100));
      await this.outbox.flush();
      await pause(forMs, undefined, { signal: stop }).catch(expectAbort);
      if (Math.random() < 0.5) throw new RolledBack();
    });
  }

  private async undone(account: string): Promise<void> {
    const nested = this.unitOfWork.run(async () => {
      await this.movements.change(account, whole(100));
      if (Math.random() < EARLY_FLUSHES) await this.outbox.flush();
      throw new RolledBack();
    });
    await nested.catch(expectRollback);
  }

  private async lingerWithPositions(): Promise<void> {
    await this.outbox.flush();
    await pause(whole(30));
  }
}

export function expectRollback(error: unknown): void {
  if (!(error instanceof RolledBack)) throw error;
}

function expectAbort(error: Error): void {
  if (error.name !== 'AbortError') throw error;
}

/** Sorted, as any code must that locks more than one row. */
function chooseSome(accounts: number): string[] {
  const chosen = Array.from({ length: 1 + whole(3) }, () => `account-${whole(accounts)}`);
  return [...new Set(chosen)].sort();
}

function whole(below: number): number {
  return Math.floor(Math.random() * below);
}
