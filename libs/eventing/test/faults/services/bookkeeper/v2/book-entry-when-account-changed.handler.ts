import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { IdempotentHandler, Outbox, UnitOfWork, type Delivery } from '../../../../../src';
import { EntryBooked } from '../../contracts';
import { AccountChangedV2 } from '../../contracts-v2';
import { SETTINGS, type ServiceSettings } from '../../settings';

/** Of the same name as in version 1, and so with the same queue and the same inbox. It knows the new version only. */
@Injectable()
export class BookEntryWhenAccountChanged {
  constructor(
    @Inject(SETTINGS) private readonly settings: ServiceSettings,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @IdempotentHandler(AccountChangedV2)
  async handle(event: AccountChangedV2, { envelope }: Delivery): Promise<void> {
    const { account, movement, version, cents, channel } = event;
    await this.unitOfWork.manager.query(
      'insert into entry (event_id, movement, account, version, amount, channel) values ($1, $2, $3, $4, $5, $6)',
      [envelope.id, movement, account, version, cents / 100, channel],
    );
    this.outbox.publish(new EntryBooked({ account, movement }));
    await pause(Math.random() * (this.settings.handlingMs ?? 0));
  }
}
