import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('stock')
export class StockItemRow {
  @PrimaryColumn('uuid', { name: 'product_id' }) productId!: string;
  @Column('integer', { name: 'on_hand' }) onHand!: number;
  @Column('integer') reserved!: number;
  /** Grows for ever. The driver gives a bigint as text. */
  @Column('bigint', { transformer: { to: (sold: number) => sold, from: Number } }) sold!: number;
  @Column('integer', { name: 'reorder_threshold', nullable: true }) reorderThreshold!: number | null;
}
