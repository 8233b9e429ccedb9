import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A copy of what notifications needs to know of a product. */
@Entity('known_products')
export class KnownProduct {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') sku!: string;
}
