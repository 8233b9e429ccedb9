export class ProductNotFound extends Error {
  constructor(id: string) {
    super(`There is no product ${id}.`);
  }
}

export class SkuTaken extends Error {
  constructor(sku: string) {
    super(`There is a product with the sku "${sku}" already; choose another one, or change that product.`);
  }
}
