import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('payable_orders')
export class PayableOrderRow {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @Column('timestamptz', { name: 'cancelled_at', nullable: true }) cancelledAt!: Date | null;
  @Column('text', { name: 'cancel_reason', nullable: true }) cancelReason!: string | null;
}
