import { stringify } from 'csv-stringify/sync';
import type { ProductSales } from '../../domain/sales-report';
import { SEPARATORS, type Separator } from './separator';
import { asText } from './spreadsheet-text';

/**
 * The rows as RFC 4180 has it, in UTF-8 with a byte order mark: without one, Excel takes it for another encoding, and every
 * umlaut for two letters.
 */
export function salesAsCsv(rows: ProductSales[], separator: Separator = 'comma'): string {
  return stringify(
    rows.map(({ revenue, ...row }) => ({
      ...row,
      name: asText(row.name, separator),
      revenue: revenue.amount,
      currency: revenue.currency,
    })),
    {
      bom: true,
      header: true,
      columns: ['day', 'productId', 'name', 'quantity', 'revenue', 'currency'],
      delimiter: SEPARATORS[separator],
      record_delimiter: 'windows',
      quote_record_delimiter: true,
      escape_formulas: true,
    },
  );
}
