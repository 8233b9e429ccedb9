import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Refuses, Roles } from '@warren/platform';
import { ProductResponse } from '../../api/product.response';
import { SkuTaken } from '../../domain/product.errors';
import { CreateProduct } from './create-product.command';
import { CreateProductHandler } from './create-product.handler';
import { CreateProductRequest } from './create-product.request';

@ApiTags('products')
@Controller('products')
export class CreateProductController {
  constructor(private readonly handler: CreateProductHandler) {}

  @Post()
  @Roles('staff')
  @ApiOperation({ summary: 'Create a product' })
  @ApiCreatedResponse({ type: ProductResponse, description: 'The product; `Location` is its address.' })
  @Refuses(409, SkuTaken)
  async create(
    @Body() { sku, name, price }: CreateProductRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ProductResponse> {
    const product = await this.handler.execute(new CreateProduct(sku, name, price));
    const body = ProductResponse.of(product.snapshot());
    response.location(`/products/${body.id}`);
    return body;
  }
}
