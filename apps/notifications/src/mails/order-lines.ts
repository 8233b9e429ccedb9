import type { OrderedLine, OrderConfirmed } from '@warren/contracts';
import { oneLine } from '../domain/one-line';
import { moneyInWords } from './money-in-words';

/** The lines of an order and what they cost together, a line of text each. */
export function orderLines({ lines, total }: Pick<OrderConfirmed, 'lines' | 'total'>): string[] {
  return [...lines.map(inWords), `Total: ${moneyInWords(total)}`];
}

function inWords({ quantity, name, unitPrice }: OrderedLine): string {
  return `${quantity} x ${oneLine(name)}, ${moneyInWords(unitPrice)} each`;
}
