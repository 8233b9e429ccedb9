import { Injectable } from '@nestjs/common';
import { IdempotentHandler } from '../../../src/handlers/idempotent-handler';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import { InvoiceSent } from './contracts';

/** Writes a row without a key: an effect that happens twice shows. */
@Injectable()
export class NoteInvoiceWhenSent {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  @IdempotentHandler(InvoiceSent)
  async handle({ invoiceId, total }: InvoiceSent): Promise<void> {
    await this.unitOfWork.manager.query('insert into invoice_note values ($1, $2)', [invoiceId, total]);
  }
}
