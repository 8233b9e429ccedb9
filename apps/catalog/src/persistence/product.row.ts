import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('products')
export class ProductRow {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') sku!: string;
  @Column('text') name!: string;
  /** The driver gives a bigint as text; no price comes near the numbers that JavaScript cannot hold. */
  @Column('bigint', { name: 'price_amount', transformer: { to: (amount: number) => amount, from: Number } })
  priceAmount!: number;
  @Column('text', { name: 'price_currency' }) priceCurrency!: string;
}
