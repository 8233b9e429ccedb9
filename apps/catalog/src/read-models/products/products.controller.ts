import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam, Public, Refuses, WaitsFor } from '@warren/platform';
import { ProductResponse } from '../../api/product.response';
import { ProductNotFound } from '../../domain/product.errors';
import { ListProductsRequest } from './list-products.request';
import { ListProductsResponse } from './list-products.response';
import { PAGE_SIZE, ProductsQuery } from './products.query';

@ApiTags('products')
@Public('People look at what there is before they have an account.')
@Controller('products')
export class ProductsController {
  constructor(private readonly query: ProductsQuery) {}

  @Get(':productId')
  @ApiOperation({ summary: 'A product, with what is available of it' })
  @ApiOkResponse({ type: ProductResponse })
  @WaitsFor('product-stock')
  @Refuses(404, ProductNotFound)
  product(@IdParam('productId') productId: string): Promise<ProductResponse> {
    return this.query.byId(productId);
  }

  @Get()
  @ApiOperation({ summary: 'Products, all or those that a search finds, a page at a time' })
  @ApiOkResponse({ type: ListProductsResponse })
  @WaitsFor('product-stock')
  async list(@Query() { search, page }: ListProductsRequest): Promise<ListProductsResponse> {
    const { products, hasMore } = await this.query.page(page, search);
    return { products, page, pageSize: PAGE_SIZE, hasMore };
  }
}
