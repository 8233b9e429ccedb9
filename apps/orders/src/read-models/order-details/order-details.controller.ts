import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { IdParam, IsId, MayBeAbsent, Refuses } from '@warren/platform';
import { OrderResponse } from '../../api/order.response';
import { OrderNotFound } from '../../domain/order.errors';
import { OrderDetailsQuery, PAGE_SIZE } from './order-details.query';

export class ListOrdersRequest {
  @MayBeAbsent()
  @IsId()
  @ApiPropertyOptional({ format: 'uuid', description: "Only this user's orders." })
  readonly userId?: string;

  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  @ApiPropertyOptional({ default: 1 })
  readonly page: number = 1;
}

export class OrderListResponse {
  @ApiProperty({ type: [OrderResponse], description: 'The newest first.' })
  readonly orders!: OrderResponse[];

  @ApiProperty({ example: 1 })
  readonly page!: number;

  @ApiProperty({ example: PAGE_SIZE })
  readonly pageSize!: number;

  @ApiProperty({ description: 'Whether there is another page.' })
  readonly hasMore!: boolean;
}

@ApiTags('orders')
@Controller('orders')
export class OrderDetailsController {
  constructor(private readonly query: OrderDetailsQuery) {}

  @Get(':orderId')
  @ApiOperation({ summary: 'An order, with its customer and its history' })
  @ApiOkResponse({ type: OrderResponse })
  @Refuses(404, OrderNotFound)
  order(@IdParam('orderId') orderId: string): Promise<OrderResponse> {
    return this.query.byId(orderId);
  }

  @Get()
  @ApiOperation({ summary: 'Orders, of all users or of one, a page at a time' })
  @ApiOkResponse({ type: OrderListResponse })
  async list(@Query() { userId, page }: ListOrdersRequest): Promise<OrderListResponse> {
    return { ...(await this.query.page(page, userId)), page, pageSize: PAGE_SIZE };
  }
}
