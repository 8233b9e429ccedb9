import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Refuses } from '@warren/platform';
import { describePlacedOrder } from '../../api/describe-placed-order';
import { OrderResponse } from '../../api/order.response';
import { IdempotencyKeyReused, UnknownUser } from '../../domain/order.errors';
import { IdempotencyKey } from './idempotency-key.header';
import { PlaceOrder } from './place-order.command';
import { PlaceOrderHandler } from './place-order.handler';
import { PlaceOrderRequest } from './place-order.request';

@ApiTags('orders')
@Controller('orders')
export class PlaceOrderController {
  constructor(private readonly handler: PlaceOrderHandler) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Place an order; whether it can be fulfilled is known a moment later' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Repeat a request with the key it had, and it is the same order, not a second one.',
  })
  @ApiAcceptedResponse({ type: OrderResponse, description: 'The order; `Location` is its address.' })
  @Refuses(422, UnknownUser, IdempotencyKeyReused)
  async place(
    @Body() { userId, lines }: PlaceOrderRequest,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OrderResponse> {
    const { order, customer } = await this.handler.execute(new PlaceOrder(userId, lines, idempotencyKey));
    const body = describePlacedOrder(order, customer);
    response.location(`/orders/${body.id}`);
    return body;
  }
}
