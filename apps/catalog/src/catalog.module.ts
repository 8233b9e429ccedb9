import { Module } from '@nestjs/common';
import { EventingModule } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { CreateProductController } from './commands/create-product/create-product.controller';
import { CreateProductHandler } from './commands/create-product/create-product.handler';
import { UpdateProductController } from './commands/update-product/update-product.controller';
import { UpdateProductHandler } from './commands/update-product/update-product.handler';
import { AvailableStock } from './domain/available-stock';
import { ProductSnapshots } from './integration/product-snapshots';
import { ProductRow } from './persistence/product.row';
import { Products } from './persistence/products';
import { ProductStock } from './read-models/product-stock/product-stock.entity';
import { ProductStockProjection } from './read-models/product-stock/product-stock.projection';
import { ToldStock } from './read-models/product-stock/told-stock';
import { ProductsController } from './read-models/products/products.controller';
import { ProductsQuery } from './read-models/products/products.query';

@Module({
  imports: [
    PlatformModule.forService('catalog'),
    DatabaseModule.forEntities(ProductRow, ProductStock),
    EventingModule.forService('catalog'),
  ],
  controllers: [CreateProductController, UpdateProductController, ProductsController],
  providers: [
    Products,
    CreateProductHandler,
    UpdateProductHandler,
    { provide: AvailableStock, useClass: ToldStock },
    ProductStockProjection,
    ProductsQuery,
    ProductSnapshots,
  ],
})
export class CatalogModule {}
