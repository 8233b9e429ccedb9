import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Line } from '../domain/line';

@Entity('reservations')
export class ReservationRow {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text') status!: 'reserved' | 'rejected';
  @Column('jsonb') lines!: Line[];
}
