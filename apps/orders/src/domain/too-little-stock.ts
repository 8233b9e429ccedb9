import type { OrderLine } from './order-line';

interface ShortLine {
  readonly productId: string;
  readonly requested: number;
  readonly available: number;
}

/** Why an order is rejected, for its customer: inventory knows products by their ids, the order by their names. */
export function tooLittleStock(short: readonly ShortLine[], lines: readonly OrderLine[]): string {
  const names = new Map(lines.map(({ productId, name }) => [productId, name]));
  const inWords = ({ productId, requested, available }: ShortLine) => {
    const name = names.get(productId.toLowerCase());
    const product = name === undefined ? `product ${productId}` : `"${name}"`;
    return `${requested} of ${product} were ordered and ${available} are available`;
  };
  return `Too little stock: ${short.map(inWords).join(', ')}`;
}
