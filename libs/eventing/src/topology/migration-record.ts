import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { BindingDeclaration } from '../broker/topology';
import { DedicatedConnection } from '../database/dedicated-connection';
import { EventingError } from '../message/errors';
import { BEGIN, BOUND, END, FORGET, LOCK, UNFINISHED } from './topology.sql';

/** Another process migrates this service's queues just now. */
export class MigrationRunsElsewhereError extends EventingError {}

/** A binding of one of the service's queues, and when a process last wanted it. */
export interface RecordedBinding extends BindingDeclaration {
  wantedAt: Date;
}

/** What the service's database knows of its queues: what is bound to them, and which are being migrated. */
@Injectable()
export class MigrationRecord {
  constructor(private readonly dataSource: DataSource) {}

  /** From now on every process of the service leaves the queue alone, also one that starts later. */
  async begin(queue: string): Promise<void> {
    await this.dataSource.query(BEGIN, [queue]);
  }

  async end(queue: string): Promise<void> {
    await this.dataSource.query(END, [queue]);
  }

  /** Queues whose migration was begun and not finished. */
  async unfinished(): Promise<{ queue: string; beganAt: Date }[]> {
    return this.dataSource.query(UNFINISHED);
  }

  /** What processes of the service have bound, in whatever version. */
  async bindings(): Promise<RecordedBinding[]> {
    return this.dataSource.query(BOUND);
  }

  async forgetBinding({ queue, exchange, routingKey }: BindingDeclaration): Promise<void> {
    await this.dataSource.query(FORGET, [queue, exchange, routingKey]);
  }

  /**
   * Does the work while no other process does the like in this service.
   *
   * @param work gets a check to be made between any two steps: it throws when the lock is lost.
   * @throws MigrationRunsElsewhereError
   */
  async alone<T>(work: (expectAlone: () => void) => Promise<T>): Promise<T> {
    const connection = await DedicatedConnection.open(this.dataSource, { name: 'topology apply' });
    try {
      const [answer] = await connection.query<{ locked: boolean }>(LOCK);
      if (!answer?.locked)
        throw new MigrationRunsElsewhereError(
          'Another process is migrating queues of this service just now.',
        );
      return await work(() => connection.lost.throwIfAborted());
    } finally {
      await connection.close();
    }
  }
}
