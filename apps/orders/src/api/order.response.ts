import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export type OrderStatus = 'pending' | 'confirmed' | 'rejected';
export const ORDER_STATUSES: OrderStatus[] = ['pending', 'confirmed', 'rejected'];

export class CustomerResponse {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'Ada Lovelace',
    description: "The user's name as it is now; null while the copy of the users is being built anew.",
  })
  readonly name!: string | null;
}

export class OrderLineResponse {
  @ApiProperty({ format: 'uuid' })
  readonly productId!: string;

  @ApiProperty({ example: 3 })
  readonly quantity!: number;
}

export class OrderHistoryEntry {
  @ApiProperty({ enum: ORDER_STATUSES })
  readonly status!: OrderStatus;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;
}

/** An order as everybody outside sees it, whichever model it was read from. */
export class OrderResponse {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: ORDER_STATUSES })
  readonly status!: OrderStatus;

  @ApiProperty()
  readonly customer!: CustomerResponse;

  @ApiProperty({ type: [OrderLineResponse] })
  readonly lines!: readonly OrderLineResponse[];

  @ApiProperty({ type: [OrderHistoryEntry], description: 'What it has been, from the beginning.' })
  readonly history!: readonly OrderHistoryEntry[];

  @ApiPropertyOptional({ description: 'Why it was rejected.' })
  readonly reason?: string;
}
