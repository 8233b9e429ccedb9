import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, IdParam, Refuses, Roles } from '@warren/platform';
import { OrderAlreadyDecided, OrderNotFound } from '../../domain/order.errors';
import { CancelOrder } from './cancel-order.command';
import { CancelOrderHandler } from './cancel-order.handler';
import { CancelOrderRequest } from './cancel-order.request';

@ApiTags('orders')
@Roles('customer', 'staff')
@Controller('orders')
export class CancelOrderController {
  constructor(private readonly handler: CancelOrderHandler) {}

  @Post(':orderId/cancel')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Cancel an order that is neither confirmed nor rejected; what was paid goes back',
  })
  @ApiNoContentResponse({ description: 'It is cancelled, now or since before.' })
  @Refuses(404, OrderNotFound)
  @Refuses(409, OrderAlreadyDecided)
  async cancel(
    @IdParam('orderId') orderId: string,
    @CurrentCaller() caller: Caller,
    @Body() { reason }: CancelOrderRequest = {},
  ): Promise<void> {
    await this.handler.execute(new CancelOrder(orderId, { reason, placedBy: caller.restrictedTo }));
  }
}
