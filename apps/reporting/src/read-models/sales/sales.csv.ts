import { stringify } from 'csv-stringify/sync';
import type { ProductSales } from '../../domain/sales-report';

/**
 * The rows as RFC 4180 has it. A name that a spreadsheet would take for a formula gets an apostrophe in front: whoever
 * names products must not be able to run something on the computer of whoever reads the report.
 */
export function salesAsCsv(rows: ProductSales[]): string {
  return stringify(
    rows.map(({ revenue, ...row }) => ({ ...row, revenue: revenue.amount, currency: revenue.currency })),
    {
      header: true,
      columns: ['day', 'productId', 'name', 'quantity', 'revenue', 'currency'],
      record_delimiter: 'windows',
      quote_record_delimiter: true,
      escape_formulas: true,
    },
  );
}
