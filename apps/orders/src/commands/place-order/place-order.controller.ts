import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type Caller, CurrentCaller, NotYourOwn, Refuses, Roles, WaitsFor } from '@warren/platform';
import { describePlacedOrder } from '../../api/describe-placed-order';
import { OrderResponse } from '../../api/order.response';
import {
  CurrenciesMixed,
  IdempotencyKeyReused,
  TotalTooLarge,
  UnknownProduct,
  UnknownUser,
} from '../../domain/order.errors';
import type { Card } from '../../domain/payment';
import { IdempotencyKey } from './idempotency-key.header';
import { PlaceOrder } from './place-order.command';
import { PlaceOrderHandler } from './place-order.handler';
import { PlaceOrderRequest } from './place-order.request';

/** The card of somebody who does not say how they pay: this is a shop for trying things out. */
const PAID_AT_ONCE: Card = { method: 'card', token: 'tok_success' };

@ApiTags('orders')
@Roles('customer', 'staff')
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
  @WaitsFor('known-users', 'known-products')
  @Refuses(422, UnknownUser, UnknownProduct, CurrenciesMixed, TotalTooLarge, IdempotencyKeyReused)
  async place(
    @Body() { userId, lines, payment = PAID_AT_ONCE }: PlaceOrderRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<OrderResponse> {
    if (!caller.mayActFor(userId)) throw new NotYourOwn('Orders are placed');
    const { order, customer } = await this.handler.execute(
      new PlaceOrder(userId, lines, payment, idempotencyKey),
    );
    const body = describePlacedOrder(order, customer);
    response.location(`/orders/${body.id}`);
    return body;
  }
}
