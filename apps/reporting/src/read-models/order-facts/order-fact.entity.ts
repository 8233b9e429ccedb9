import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrderedLine } from '@warren/contracts';

/** All that the reports need to know of one order. */
@Entity('order_facts')
export class OrderFact {
  @PrimaryColumn('uuid') id!: string;
  /** `open`: placed, and nothing has been decided yet. */
  @Column('text') status!: 'open' | 'confirmed' | 'rejected' | 'cancelled';
  @Column('timestamptz', { name: 'placed_at' }) placedAt!: Date;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('jsonb') lines!: OrderedLine[];
  /** Of a cancellation. */
  @Column('text', { nullable: true }) cause!: string | null;
  /** Of a rejection, for people. */
  @Column('text', { nullable: true }) reason!: string | null;
}
