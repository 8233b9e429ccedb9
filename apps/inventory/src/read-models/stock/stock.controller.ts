import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses, Roles } from '@warren/platform';
import { StockResponse } from '../../api/stock.response';
import { StockNotFound } from '../../domain/stock.errors';
import { Stock } from '../../persistence/stock';

/** Nobody asks for stock in another shape than it is kept in: the write model is the read model. */
@ApiTags('stock')
@Roles('staff')
@Controller('stock')
export class StockController {
  constructor(private readonly stock: Stock) {}

  @Get(':productId')
  @ApiOperation({ summary: 'The stock of a product' })
  @ApiOkResponse({ type: StockResponse })
  @Refuses(404, StockNotFound)
  async item(@IdParam('productId') productId: string): Promise<StockResponse> {
    const item = await this.stock.find(productId);
    if (!item) throw new StockNotFound(productId);
    return StockResponse.of(item);
  }
}
