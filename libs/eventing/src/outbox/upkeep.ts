import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DedicatedConnection } from '../database/dedicated-connection';
import type { ResolvedEventingOptions } from '../eventing.options';
import { forgetHandled, makeRoomInInbox } from '../inbox/retention';
import { makeRoomInOutbox } from './outbox-partitions';
import { forgetRelayed } from './outbox-retention';

type Retention = ResolvedEventingOptions['retention'];

const MAKE_ROOM_EVERY_MS = 30_000;
const FORGET_EVERY_MS = 600_000;

/**
 * Keeps the partitioned tables in shape, in one process of a service: the one that relays. Making room and giving back
 * space go their own ways, each on its own connection: dropping may have to wait, and new partitions must not wait for it.
 */
export class Upkeep {
  private readonly logger = new Logger(Upkeep.name);
  private knownStray = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly retention: Retention,
  ) {}

  /** Works until `over` is aborted. What goes wrong is logged and tried again in the next round. */
  async run(over: AbortSignal): Promise<void> {
    await Promise.all([
      this.repeat('making room', MAKE_ROOM_EVERY_MS, (connection) => this.makeRoom(connection), over),
      this.repeat('retention', FORGET_EVERY_MS, (connection) => this.forget(connection), over),
    ]);
  }

  /** One round of adding partitions ahead. */
  async makeRoom(connection: DedicatedConnection): Promise<void> {
    const stray = await makeRoomInOutbox(connection);
    if (stray !== undefined && stray > this.knownStray) {
      this.knownStray = stray;
      this.logger.warn(
        `Events up to position ${stray} were stored in the default partition of eventing.outbox, because new partitions came too late. ` +
          'They are relayed like the others; retention deletes them row by row.',
      );
    }
    await makeRoomInInbox(connection);
  }

  /** One round of giving back space. */
  async forget(connection: DedicatedConnection): Promise<void> {
    const { outboxDays, inboxDays } = this.retention;
    const removed = outboxDays === 'forever' ? [] : await forgetRelayed(connection, outboxDays);
    removed.push(...(await forgetHandled(connection, inboxDays)));
    if (removed.length > 0) this.logger.log(`Retention removed ${removed.join(', ')}.`);
  }

  private async repeat(
    name: string,
    everyMs: number,
    round: (connection: DedicatedConnection) => Promise<void>,
    over: AbortSignal,
  ): Promise<void> {
    while (!over.aborted) {
      try {
        await this.once(name, round, over);
      } catch (error) {
        if (!over.aborted)
          this.logger.error(`${name} failed and is tried again: ${(error as Error).message}`);
      }
      await pause(everyMs, undefined, { signal: over }).catch(() => undefined); // woken because it is over
    }
  }

  private async once(
    name: string,
    round: (connection: DedicatedConnection) => Promise<void>,
    over: AbortSignal,
  ): Promise<void> {
    const connection = await DedicatedConnection.open(this.dataSource, { name });
    const cut = (): void => connection.cut();
    over.addEventListener('abort', cut, { once: true });
    try {
      await round(connection);
    } finally {
      over.removeEventListener('abort', cut);
      await connection.close();
    }
  }
}
