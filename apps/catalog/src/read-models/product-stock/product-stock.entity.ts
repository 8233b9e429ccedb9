import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A copy of what the catalog shows of a product's stock. */
@Entity('product_stock')
export class ProductStock {
  @PrimaryColumn('uuid', { name: 'product_id' }) productId!: string;
  @Column('integer') available!: number;
}
