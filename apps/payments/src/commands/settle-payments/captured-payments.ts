import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';

export interface CapturedPayment {
  id: string;
  orderId: string;
}

const FIRST = '00000000-0000-0000-0000-000000000000';

/** The payments that the provider has still to pay out. */
@Injectable()
export class CapturedPayments {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** In the order of their ids, those after the given one. What a cancelled order paid is about to go back. */
  async next(limit: number, after = FIRST): Promise<CapturedPayment[]> {
    return this.unitOfWork.manager.query<CapturedPayment[]>(
      `select p.id, p.order_id as "orderId"
         from payments p join payable_orders o using (order_id)
        where p.status = 'captured' and o.cancelled_at is null and p.id > $1
        order by p.id limit $2`,
      [after, limit],
    );
  }
}
