import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import type { DailyContent } from '../domain/daily-report';
import type { Day } from '../domain/day';
import { ordersReport, type CountedOrders, type OrdersReport } from '../domain/orders-report';
import { TooManySales } from '../domain/report.errors';
import { salesReport, type SalesReport, type SummedSales } from '../domain/sales-report';
import { ReportingConfig } from '../reporting.config';
import { ReportTurns } from './report-turns';
import { COUNTED_ORDERS, EVERYTHING, SALES } from './reports.sql';
import { limitStatements } from './statement-limit';

/** Three of these at once fit into half a gigabyte. */
const MOST_ROWS = 50_000;
/** Nobody waits for the report of a day; only the next day does. */
const DAY_WITHIN_MS = 5 * 60_000;

/** Computes reports from the facts as they are known at this moment. Days are those of `REPORTS_TIME_ZONE`, both ends included. */
@Injectable()
export class Reports {
  private readonly timeZone: string;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly turns: ReportTurns,
    config: ReportingConfig,
  ) {
    this.timeZone = config.REPORTS_TIME_ZONE;
  }

  /**
   * @throws TooManySales
   * @throws ReportTookTooLong
   */
  async sales(from: Day, to: Day): Promise<SalesReport> {
    const sums = await this.turns.compute(() =>
      this.unitOfWork.manager.query<SummedSales[]>(`${SALES} limit $4`, [
        from,
        to,
        this.timeZone,
        MOST_ROWS + 1,
      ]),
    );
    if (sums.length > MOST_ROWS) throw new TooManySales(MOST_ROWS);
    return salesReport(sums);
  }

  /** @throws ReportTookTooLong */
  async orders(from: Day, to: Day): Promise<OrdersReport> {
    const counted = await this.turns.compute(() => this.one<CountedOrders>(COUNTED_ORDERS, from, to));
    return ordersReport(counted);
  }

  /**
   * Needs a unit of work. Fails when it takes minutes.
   *
   * @returns `asOf`: every event that was handled before is in it, and none that came later.
   */
  async ofDay(day: Day): Promise<DailyContent & { asOf: Date }> {
    await limitStatements(this.unitOfWork.manager, DAY_WITHIN_MS);
    const { asOf, sales, ...counted } = await this.one<CountedOrders & { asOf: Date; sales: SummedSales[] }>(
      EVERYTHING,
      day,
      day,
    );
    return { asOf, timeZone: this.timeZone, sales: salesReport(sales), orders: ordersReport(counted) };
  }

  private async one<Row>(sql: string, from: Day, to: Day): Promise<Row> {
    const [row] = await this.unitOfWork.manager.query<[Row]>(sql, [from, to, this.timeZone]);
    return row;
  }
}
