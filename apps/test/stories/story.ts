import type { Ending } from '../support/outcome';
import type { Shop } from '../support/shop';

/**
 * Something that happens in a shop, with a customer and a product of its own, until everybody knows how it ended. The
 * same stories are played under every condition, several at a time.
 */
export type Story = (shop: Shop) => Promise<Ending>;
