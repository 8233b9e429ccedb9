import { Body, Controller, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses, Roles } from '@warren/platform';
import { StockResponse } from '../../api/stock.response';
import { OnHandBelowReserved } from '../../domain/stock.errors';
import { CountStock } from './count-stock.command';
import { CountStockHandler } from './count-stock.handler';
import { CountStockRequest } from './count-stock.request';

@ApiTags('stock')
@Roles('staff')
@Controller('stock')
export class CountStockController {
  constructor(private readonly handler: CountStockHandler) {}

  @Put(':productId')
  @ApiOperation({ summary: 'Say how many pieces of a product are on hand, and when to order more' })
  @ApiOkResponse({ type: StockResponse })
  @Refuses(409, OnHandBelowReserved)
  async count(
    @IdParam('productId') productId: string,
    @Body() { onHand, reorderThreshold }: CountStockRequest,
  ): Promise<StockResponse> {
    return StockResponse.of(await this.handler.execute(new CountStock(productId, onHand, reorderThreshold)));
  }
}
