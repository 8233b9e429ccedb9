import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Payment, type HistoryEntry, type PaymentState, type PaymentStatus } from '../domain/payment';

/** pg gives a bigint as text; the domain takes only amounts that a number holds exactly. */
const EXACT = { to: (amount: number) => amount, from: Number };

@Entity('payments')
export class PaymentRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('bigint', { transformer: EXACT }) amount!: number;
  @Column('text') currency!: string;
  @Column('text') method!: string;
  @Column('text', { nullable: true }) token!: string | null;
  @Column('text') status!: PaymentStatus;
  @Column('jsonb') history!: HistoryEntry[];
  @Column('timestamptz', { name: 'captured_at', nullable: true }) capturedAt!: Date | null;
  @Column('timestamptz', { name: 'declined_at', nullable: true }) declinedAt!: Date | null;

  static of({ amount: { amount, currency }, history, ...rest }: PaymentState): PaymentRow {
    return { ...rest, amount, currency, history: [...history] };
  }

  static toPayment({ amount, currency, ...rest }: PaymentRow): Payment {
    return Payment.restore({ ...rest, amount: { amount, currency } });
  }
}
