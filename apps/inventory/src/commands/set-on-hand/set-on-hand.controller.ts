import { Body, Controller, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses } from '@warren/platform';
import { StockResponse } from '../../api/stock.response';
import { OnHandBelowReserved } from '../../domain/stock.errors';
import { SetOnHand } from './set-on-hand.command';
import { SetOnHandHandler } from './set-on-hand.handler';
import { SetOnHandRequest } from './set-on-hand.request';

@ApiTags('stock')
@Controller('stock')
export class SetOnHandController {
  constructor(private readonly handler: SetOnHandHandler) {}

  @Put(':productId')
  @ApiOperation({ summary: 'Say how many pieces of a product are on hand' })
  @ApiOkResponse({ type: StockResponse })
  @Refuses(409, OnHandBelowReserved)
  async set(
    @IdParam('productId') productId: string,
    @Body() { onHand }: SetOnHandRequest,
  ): Promise<StockResponse> {
    return StockResponse.of(await this.handler.execute(new SetOnHand(productId, onHand)));
  }
}
