import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrderLine } from '../domain/order-line';

@Entity('orders')
export class OrderRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('jsonb') lines!: OrderLine[];
  @Column('text') status!: 'pending' | 'confirmed' | 'rejected';
  @Column('timestamptz', { name: 'placed_at' }) placedAt!: Date;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('text', { nullable: true }) reason!: string | null;
}
