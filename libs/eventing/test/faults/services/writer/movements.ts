import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Outbox, UnitOfWork } from '../../../../src';
import { AccountChanged, AccountNoted, type Harm } from '../contracts';

/** A movement that was just written down. */
export interface Change {
  account: string;
  movement: string;
  version: number;
  amount: number;
  harm?: Harm;
}

/** Changes an account, records the movement and publishes it; always as part of the caller's unit of work. */
@Injectable()
export class Movements {
  constructor(
    protected readonly unitOfWork: UnitOfWork,
    protected readonly outbox: Outbox,
  ) {}

  async change(account: string, amount: number, harm?: Harm): Promise<string> {
    const { movement, version } = await this.record('changed', account, amount, harm);
    await this.announce({ account, movement, version, amount, ...(harm && { harm }) });
    return movement;
  }

  /** The next version of the service tells it otherwise. */
  protected announce(change: Change): Promise<void> {
    this.outbox.publish(new AccountChanged(change));
    return Promise.resolve();
  }

  async note(account: string): Promise<void> {
    const { movement, version } = await this.record('noted', account, 0);
    this.outbox.publish(new AccountNoted({ account, movement, version }));
  }

  private async record(kind: 'changed' | 'noted', account: string, amount: number, harm?: Harm) {
    const movement = randomUUID();
    const rows: { version: number }[] = await this.unitOfWork.manager.query(
      `insert into account as a (id, version, balance) values ($1, 1, $2)
       on conflict (id) do update set version = a.version + 1, balance = a.balance + $2 returning version`,
      [account, amount],
    );
    const version = rows[0]?.version ?? 0;
    await this.unitOfWork.manager.query(
      'insert into movement (id, account, version, kind, amount, harm) values ($1, $2, $3, $4, $5, $6)',
      [movement, account, version, kind, amount, harm],
    );
    return { movement, version };
  }
}
