import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Refuses, Roles, WaitsFor } from '@warren/platform';
import { DayRangeRequest } from '../../api/day-range.request';
import { OrdersReportResponse } from '../../api/orders-report.response';
import { ReportTookTooLong } from '../../domain/report.errors';
import { Reports } from '../../persistence/reports';

@ApiTags('reports')
@Roles('staff')
@Controller('reports/orders')
export class OrdersReportController {
  constructor(private readonly reports: Reports) {}

  @Get()
  @ApiOperation({ summary: 'What became of the orders placed on these days, and why they were lost' })
  @ApiOkResponse({ type: OrdersReportResponse })
  @WaitsFor('order-facts')
  @Refuses(503, ReportTookTooLong)
  report(@Query() { from, to }: DayRangeRequest): Promise<OrdersReportResponse> {
    return this.reports.orders(from, to);
  }
}
