import { Body, Controller, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Refuses, Roles } from '@warren/platform';
import { ProductResponse } from '../../api/product.response';
import { AvailableStock } from '../../domain/available-stock';
import { ProductNotFound } from '../../domain/product.errors';
import { UpdateProduct } from './update-product.command';
import { UpdateProductHandler } from './update-product.handler';
import { UpdateProductRequest } from './update-product.request';

@ApiTags('products')
@Controller('products')
export class UpdateProductController {
  constructor(
    private readonly handler: UpdateProductHandler,
    private readonly stock: AvailableStock,
  ) {}

  @Patch(':productId')
  @Roles('staff')
  @ApiOperation({ summary: "Change a product's name or price; what is left out stays as it is" })
  @ApiOkResponse({ type: ProductResponse })
  @Refuses(404, ProductNotFound)
  async update(
    @IdParam('productId') productId: string,
    @Body() { name, price }: UpdateProductRequest,
  ): Promise<ProductResponse> {
    const product = await this.handler.execute(new UpdateProduct(productId, { name, price }));
    return ProductResponse.of(product.snapshot(), await this.stock.of(productId));
  }
}
