import { Injectable } from '@nestjs/common';
import { AccountChangedV2 } from '../../contracts-v2';
import { Movements, type Change } from '../movements';

/** Knows by which door a movement came, writes that down, and tells it. */
@Injectable()
export class MovementsV2 extends Movements {
  protected override async announce({ account, movement, version, amount }: Change): Promise<void> {
    const channel = 'web';
    await this.unitOfWork.manager.query('update movement set channel = $2 where id = $1', [
      movement,
      channel,
    ]);
    this.outbox.publish(new AccountChangedV2({ account, movement, version, cents: amount * 100, channel }));
  }
}
