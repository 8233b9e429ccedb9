import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DedicatedConnection } from '../database/dedicated-connection';
import { forgetSettledDeadLetters } from '../dead-letters/retention';
import type { ResolvedEventingOptions } from '../eventing.options';
import { forgetHandled, makeRoomInInbox } from '../inbox/retention';
import { forgetCompletedSagas } from '../sagas/retention';
import { makeRoomInOutbox } from './outbox-partitions';
import { forgetRelayed } from './outbox-retention';
import { pause } from '../pause';

type Retention = ResolvedEventingOptions['retention'];

const MAKE_ROOM_EVERY_MS = 30_000;
const FORGET_EVERY_MS = 600_000;

/** What is done to one table; what goes wrong with it keeps no other from its own. */
interface Chore {
  what: string;
  on: (connection: DedicatedConnection) => Promise<void>;
}

/**
 * Keeps the partitioned tables in shape, in one process of a service: the one that relays. Making room and giving back
 * space go their own ways, each on its own connection: dropping may have to wait, and new partitions must not wait for it.
 */
export class TableUpkeep {
  private readonly logger = new Logger(TableUpkeep.name);
  private knownStray = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly retention: Retention,
  ) {}

  /** Works until `over` is aborted. What goes wrong is logged and tried again in the next round. */
  async run(over: AbortSignal): Promise<void> {
    const makeRoom: Chore[] = [
      { what: 'Making room in the outbox', on: (connection) => this.makeRoomInOutbox(connection) },
      { what: 'Making room in the inbox', on: (connection) => makeRoomInInbox(connection) },
    ];
    const forget: Chore[] = [
      { what: 'Retention of the outbox', on: (connection) => this.forgetRelayed(connection) },
      { what: 'Retention of the inbox', on: (connection) => this.forgetHandled(connection) },
      { what: 'Retention of completed sagas', on: (connection) => this.forgetSagas(connection) },
      {
        what: 'Retention of handled and discarded dead letters',
        on: (connection) => this.forgetDeadLetters(connection),
      },
    ];
    await Promise.all([
      this.repeat('making room', MAKE_ROOM_EVERY_MS, makeRoom, over),
      this.repeat('retention', FORGET_EVERY_MS, forget, over),
    ]);
  }

  private async makeRoomInOutbox(connection: DedicatedConnection): Promise<void> {
    const stray = await makeRoomInOutbox(connection);
    if (stray === undefined || stray <= this.knownStray) return;
    this.knownStray = stray;
    this.logger.warn(
      `Events up to position ${stray} were stored in the default partition of eventing.outbox, because new partitions came too late. ` +
        'They are relayed like the others; retention deletes them row by row.',
    );
  }

  private async forgetRelayed(connection: DedicatedConnection): Promise<void> {
    const { outboxDays } = this.retention;
    if (outboxDays !== 'forever') this.tellRemoved(await forgetRelayed(connection, outboxDays));
  }

  private async forgetHandled(connection: DedicatedConnection): Promise<void> {
    this.tellRemoved(await forgetHandled(connection, this.retention.inboxDays));
  }

  private async forgetSagas(connection: DedicatedConnection): Promise<void> {
    const { sagaDays } = this.retention;
    const forgotten = sagaDays === 'forever' ? 0 : await forgetCompletedSagas(connection, sagaDays);
    if (forgotten > 0) this.tellRemoved([`${forgotten} completed sagas`]);
  }

  private async forgetDeadLetters(connection: DedicatedConnection): Promise<void> {
    const { deadLetterDays } = this.retention;
    const forgotten =
      deadLetterDays === 'forever' ? 0 : await forgetSettledDeadLetters(connection, deadLetterDays);
    if (forgotten > 0) this.tellRemoved([`${forgotten} dead letters that were handled or discarded`]);
  }

  private tellRemoved(what: string[]): void {
    if (what.length > 0) this.logger.log(`Retention removed ${what.join(', ')}.`);
  }

  private async repeat(name: string, everyMs: number, chores: Chore[], over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.tellFailure(`Connecting for ${name}`, () => this.round(name, chores, over), over);
      await pause(everyMs, over);
    }
  }

  private async round(name: string, chores: Chore[], over: AbortSignal): Promise<void> {
    const connection = await DedicatedConnection.open(this.dataSource, { name, until: over });
    try {
      for (const { what, on } of chores) await this.tellFailure(what, () => on(connection), over);
    } finally {
      await connection.close();
    }
  }

  private async tellFailure(what: string, work: () => Promise<void>, over: AbortSignal): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!over.aborted) this.logger.error(`${what} failed and is tried again: ${(error as Error).message}`);
    }
  }
}
