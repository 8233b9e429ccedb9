const { randomUUID } = require('node:crypto');

/**
 * A new product, and so many pieces of it on the shelf.
 *
 * @param {import('./running-shop').RunningShop} shop @param {{ onHand: number, reorderThreshold?: number }} stock
 * @returns {Promise<string>} its id
 */
async function pensOnTheShelf(shop, stock) {
  const { body } = await shop.ask('POST', 'catalog', '/products', {
    body: {
      sku: `PEN-${randomUUID().slice(0, 8)}`,
      name: 'Fountain pen, blue',
      price: { amount: 1999, currency: 'EUR' },
    },
    expect: [201],
  });
  const productId = String(body.id);
  await shop.ask('PUT', 'inventory', `/stock/${productId}`, { body: stock, expect: [200] });
  return productId;
}

module.exports = { pensOnTheShelf };
