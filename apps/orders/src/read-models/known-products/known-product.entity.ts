import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Money } from '../../domain/money';

/** A copy of what orders needs to know of a product. */
@Entity('known_products')
export class KnownProduct {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('jsonb') price!: Money;
}
