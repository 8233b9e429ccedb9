import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';

/** What a customer usually pays is told by this many payments. */
const REMEMBERED_PAYMENTS = 20;

/** How customers have paid, or tried to, so far. */
@Injectable()
export class Payers {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** When declines of the customer were last reported. Nobody else can report any until the unit of work ends. */
  async lastDeclineReportForChange(userId: string): Promise<Date | null> {
    const { manager } = this.unitOfWork;
    await manager.query('insert into payers (user_id) values ($1) on conflict do nothing', [userId]);
    const [row] = await manager.query<{ at: Date | null }[]>(
      'select declines_reported_at as at from payers where user_id = $1 for update',
      [userId],
    );
    return row?.at ?? null;
  }

  async saveDeclineReport(userId: string, at: Date): Promise<void> {
    await this.unitOfWork.manager.query('update payers set declines_reported_at = $2 where user_id = $1', [
      userId,
      at,
    ]);
  }

  async declinesSince(userId: string, since: Date): Promise<Date[]> {
    const rows = await this.unitOfWork.manager.query<{ at: Date }[]>(
      'select declined_at as at from payments where user_id = $1 and declined_at > $2',
      [userId, since],
    );
    return rows.map(({ at }) => at);
  }

  /** What the customer paid before this payment, the latest ones; what was free is none. */
  async amountsCapturedBefore(userId: string, currency: string, paymentId: string): Promise<number[]> {
    const rows = await this.unitOfWork.manager.query<{ amount: string }[]>(
      `select amount from payments
        where user_id = $1 and currency = $2 and id <> $3 and captured_at is not null and amount > 0
        order by captured_at desc limit $4`,
      [userId, currency, paymentId, REMEMBERED_PAYMENTS],
    );
    return rows.map(({ amount }) => Number(amount));
  }
}
