import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MoneyResponse, OrderHistoryEntry, OrderLineResponse } from '../../api/order.response';
import type { OrderStatus } from '../../domain/order';

/** An order as it is asked for. The customer's name is not in it: the query joins the one that is valid now. */
@Entity('order_details')
export class OrderDetails {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text') status!: OrderStatus;
  @Column('jsonb') lines!: readonly OrderLineResponse[];
  @Column('jsonb') total!: MoneyResponse;
  @Column('jsonb') history!: readonly OrderHistoryEntry[];
  @Column('text', { nullable: true }) reason!: string | null;
}
