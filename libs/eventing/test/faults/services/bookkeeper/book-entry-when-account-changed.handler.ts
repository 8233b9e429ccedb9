import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { IdempotentHandler, Outbox, PermanentError, UnitOfWork, type Delivery } from '../../../../src';
import { AccountChanged, EntryBooked } from '../contracts';
import { SETTINGS, type ServiceSettings } from '../settings';

/** One row and one event for each event: what the ledger counts. */
@Injectable()
export class BookEntryWhenAccountChanged {
  constructor(
    @Inject(SETTINGS) private readonly settings: ServiceSettings,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @IdempotentHandler(AccountChanged)
  async handle(event: AccountChanged, { envelope }: Delivery): Promise<void> {
    const { account, movement, version, amount } = event;
    await this.unitOfWork.manager.query(
      'insert into entry (event_id, movement, account, version, amount) values ($1, $2, $3, $4, $5)',
      [envelope.id, movement, account, version, amount],
    );
    if (event.harm === 'kill') process.kill(process.pid, 'SIGKILL');
    if (event.harm === 'refuse') throw new PermanentError(`Movement ${movement} is refused`);
    this.outbox.publish(new EntryBooked({ account, movement }));
    await pause(Math.random() * (this.settings.handlingMs ?? 0));
  }
}
