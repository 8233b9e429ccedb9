import { Column, Entity, PrimaryColumn } from 'typeorm';
import { On } from '../../../src/projections/on.decorator';
import { Projection } from '../../../src/projections/projection.decorator';
import { InvoicePaid, InvoiceSent } from './contracts';

@Entity('open_invoice')
export class OpenInvoice {
  @PrimaryColumn('text') id!: string;
  @Column('int') open!: number;
  /** In which order they were applied. */
  @Column('jsonb') payments!: number[];
}

@Projection({ name: 'open-invoices', into: OpenInvoice })
export class OpenInvoicesProjection {
  @On(InvoiceSent)
  sent(_row: undefined, { invoiceId, total }: InvoiceSent): OpenInvoice {
    return { id: invoiceId, open: total, payments: [] };
  }

  @On(InvoicePaid)
  paid(row: OpenInvoice, { paid }: InvoicePaid): OpenInvoice {
    return { ...row, open: row.open - paid, payments: [...row.payments, paid] };
  }
}
