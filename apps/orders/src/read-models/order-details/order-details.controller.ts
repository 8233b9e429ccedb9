import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, IdParam, NotYourOwn, Refuses, Roles, WaitsFor } from '@warren/platform';
import { OrderResponse } from '../../api/order.response';
import { OrderNotFound } from '../../domain/order.errors';
import { ListOrdersRequest } from './list-orders.request';
import { ListOrdersResponse } from './list-orders.response';
import { OrderDetailsProjection } from './order-details.projection';
import { OrderDetailsQuery, PAGE_SIZE } from './order-details.query';

@ApiTags('orders')
@Roles('customer', 'staff')
@Controller('orders')
export class OrderDetailsController {
  constructor(private readonly query: OrderDetailsQuery) {}

  @Get(':orderId')
  @ApiOperation({ summary: 'An order, with its customer and its history' })
  @ApiOkResponse({ type: OrderResponse })
  @WaitsFor(OrderDetailsProjection, 'known-users')
  @Refuses(404, OrderNotFound)
  async order(@IdParam('orderId') orderId: string, @CurrentCaller() caller: Caller): Promise<OrderResponse> {
    const order = await this.query.byId(orderId);
    if (!caller.mayActFor(order.customer.id)) throw new OrderNotFound(orderId);
    return order;
  }

  @Get()
  @ApiOperation({ summary: 'Orders, of all users or of one, a page at a time; to a customer, their own' })
  @ApiOkResponse({ type: ListOrdersResponse })
  @WaitsFor(OrderDetailsProjection, 'known-users')
  async list(
    @Query() { userId, page }: ListOrdersRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<ListOrdersResponse> {
    if (userId !== undefined && !caller.mayActFor(userId)) throw new NotYourOwn('Orders are listed');
    const { orders, hasMore } = await this.query.page(page, userId ?? caller.restrictedTo);
    return { orders, page, pageSize: PAGE_SIZE, hasMore };
  }
}
