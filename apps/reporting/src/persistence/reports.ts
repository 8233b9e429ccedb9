import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import type { DailyContent } from '../domain/daily-report';
import type { Day } from '../domain/day';
import { ordersReport, type CountedOrders, type OrdersReport } from '../domain/orders-report';
import { salesReport, type SalesReport, type SummedSales } from '../domain/sales-report';
import { COUNTED_ORDERS, EVERYTHING, SALES } from './reports.sql';

/** Computes reports from the facts as they are known at this moment. Days are days of UTC, both ends included. */
@Injectable()
export class Reports {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async sales(from: Day, to: Day): Promise<SalesReport> {
    return salesReport(await this.unitOfWork.manager.query<SummedSales[]>(SALES, [from, to]));
  }

  async orders(from: Day, to: Day): Promise<OrdersReport> {
    return ordersReport(await this.one<CountedOrders>(COUNTED_ORDERS, from, to));
  }

  /** `asOf`: every event that was handled before is in it, and none that came later. */
  async ofDay(day: Day): Promise<DailyContent & { asOf: Date }> {
    const { asOf, sales, ...counted } = await this.one<CountedOrders & { asOf: Date; sales: SummedSales[] }>(
      EVERYTHING,
      day,
      day,
    );
    return { asOf, sales: salesReport(sales), orders: ordersReport(counted) };
  }

  private async one<Row>(sql: string, from: Day, to: Day): Promise<Row> {
    const [row] = await this.unitOfWork.manager.query<[Row]>(sql, [from, to]);
    return row;
  }
}
