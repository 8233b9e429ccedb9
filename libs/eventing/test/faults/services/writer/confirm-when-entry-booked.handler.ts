import { Injectable } from '@nestjs/common';
import { IdempotentHandler, UnitOfWork, type Delivery } from '../../../../src';
import { EntryBooked } from '../contracts';

/** Closes the circle: what the writer committed comes back to it, by way of the bookkeeper's outbox. */
@Injectable()
export class ConfirmWhenEntryBooked {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @IdempotentHandler(EntryBooked, { concurrency: 5 })
  async handle(event: EntryBooked, { envelope }: Delivery): Promise<void> {
    await this.unitOfWork.manager.query('insert into confirmation (event_id, movement) values ($1, $2)', [
      envelope.id,
      event.movement,
    ]);
  }
}
