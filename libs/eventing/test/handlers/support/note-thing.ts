import { Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Delivery } from '../../../src/handlers/delivery';
import { IdempotentHandler } from '../../../src/handlers/idempotent-handler';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import { ThingHappened } from './thing-happened';

/** No key: an effect that happens twice shows. */
export const createNotes = (dataSource: DataSource): Promise<unknown> =>
  dataSource.query('create table note (event_id text, thing_id text, amount integer)');

/** Writes one row for each event, and then does what the test wants. */
@Injectable()
export class NoteThing {
  readonly tries: { thingId: string; attempt: number; at: number }[] = [];
  /** Runs after the row has been written, in the same unit of work. */
  afterwards: (event: ThingHappened, delivery: Delivery) => unknown = () => undefined;

  constructor(private readonly unitOfWork: UnitOfWork) {}

  @IdempotentHandler(ThingHappened)
  async handle(event: ThingHappened, delivery: Delivery): Promise<void> {
    this.tries.push({ thingId: event.thingId, attempt: delivery.attempt, at: Date.now() });
    await this.unitOfWork.manager.query('insert into note values ($1, $2, $3)', [
      delivery.envelope.id,
      event.thingId,
      event.amount,
    ]);
    await this.afterwards(event, delivery);
  }

  /** A statement in the handler's own unit of work. */
  query(sql: string): Promise<unknown> {
    return this.unitOfWork.manager.query(sql);
  }

  attemptsOn(thingId: string): number[] {
    return this.tries.filter((tried) => tried.thingId === thingId).map(({ attempt }) => attempt);
  }
}

/** How often each thing has been noted. */
export async function notes(dataSource: DataSource): Promise<Record<string, number>> {
  const rows: { thing_id: string; times: number }[] = await dataSource.query(
    'select thing_id, count(*)::int as times from note group by 1',
  );
  return Object.fromEntries(rows.map(({ thing_id, times }) => [thing_id, times]));
}
