import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { PaymentResponse } from '../../api/payment.response';
import { PaymentNotFound } from '../../domain/payment.errors';
import { PaymentRow } from '../../persistence/payment.row';

/** The write model is the read model: it has the whole history, and who asks what became of money gets no old answer. */
@Injectable()
export class PaymentsQuery {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws PaymentNotFound */
  async byId(id: string): Promise<PaymentResponse> {
    const row = await this.unitOfWork.manager.findOneBy(PaymentRow, { id });
    if (!row) throw new PaymentNotFound(id);
    return toResponse(row);
  }

  async ofOrder(orderId: string): Promise<PaymentResponse[]> {
    return (await this.unitOfWork.manager.findBy(PaymentRow, { orderId })).map(toResponse);
  }
}

function toResponse(row: PaymentRow): PaymentResponse {
  return PaymentResponse.of(PaymentRow.toPayment(row).snapshot());
}
