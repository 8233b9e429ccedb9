import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('stock')
export class StockItemRow {
  @PrimaryColumn('uuid', { name: 'product_id' }) productId!: string;
  @Column('integer', { name: 'on_hand' }) onHand!: number;
  @Column('integer') reserved!: number;
}
