import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Line } from '../domain/line';
import type { ReservationStatus } from '../domain/reservation-state';

@Entity('reservations')
export class ReservationRow {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text') status!: ReservationStatus;
  @Column('jsonb') lines!: Line[];
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
}
