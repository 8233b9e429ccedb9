import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Money } from '../domain/money';
import type { OrderStatus } from '../domain/order';
import type { OrderLine } from '../domain/order-line';
import type { Payment } from '../domain/payment';

@Entity('orders')
export class OrderRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('jsonb') lines!: OrderLine[];
  @Column('jsonb') total!: Money;
  @Column('jsonb') payment!: Payment;
  @Column('text') status!: OrderStatus;
  @Column('timestamptz', { name: 'placed_at' }) placedAt!: Date;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('text', { nullable: true }) reason!: string | null;
}
