import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses, WaitsFor } from '@warren/platform';
import { OrderResponse } from '../../api/order.response';
import { OrderNotFound } from '../../domain/order.errors';
import { ListOrdersRequest } from './list-orders.request';
import { ListOrdersResponse } from './list-orders.response';
import { OrderDetailsProjection } from './order-details.projection';
import { OrderDetailsQuery, PAGE_SIZE } from './order-details.query';

@ApiTags('orders')
@Controller('orders')
export class OrderDetailsController {
  constructor(private readonly query: OrderDetailsQuery) {}

  @Get(':orderId')
  @ApiOperation({ summary: 'An order, with its customer and its history' })
  @ApiOkResponse({ type: OrderResponse })
  @WaitsFor(OrderDetailsProjection, 'known-users')
  @Refuses(404, OrderNotFound)
  order(@IdParam('orderId') orderId: string): Promise<OrderResponse> {
    return this.query.byId(orderId);
  }

  @Get()
  @ApiOperation({ summary: 'Orders, of all users or of one, a page at a time' })
  @ApiOkResponse({ type: ListOrdersResponse })
  @WaitsFor(OrderDetailsProjection, 'known-users')
  async list(@Query() { userId, page }: ListOrdersRequest): Promise<ListOrdersResponse> {
    const { orders, hasMore } = await this.query.page(page, userId);
    return { orders, page, pageSize: PAGE_SIZE, hasMore };
  }
}
