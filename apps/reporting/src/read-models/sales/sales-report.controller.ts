import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Refuses, Roles, WaitsFor } from '@warren/platform';
import type { Request, Response } from 'express';
import { SalesReportResponse } from '../../api/sales-report.response';
import { ReportTookTooLong, TooManySales } from '../../domain/report.errors';
import { Reports } from '../../persistence/reports';
import { salesAsCsv } from './sales.csv';
import { SalesReportRequest } from './sales-report.request';

@ApiTags('reports')
@Roles('staff')
@Controller('reports/sales')
export class SalesReportController {
  constructor(private readonly reports: Reports) {}

  @Get()
  @ApiOperation({
    summary: 'What was sold on these days, by day and product; as CSV with ?format=csv or Accept: text/csv',
  })
  @ApiOkResponse({ type: SalesReportResponse })
  @WaitsFor('order-facts')
  @Refuses(422, TooManySales)
  @Refuses(503, ReportTookTooLong)
  async report(
    @Query() { from, to, format, separator }: SalesReportRequest,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SalesReportResponse | string> {
    const report = await this.reports.sales(from, to);
    response.vary('Accept');
    if ((format ?? request.accepts(['json', 'csv'])) !== 'csv') return report;
    response.attachment(`sales-${from}-to-${to}.csv`);
    response.type('text/csv; charset=utf-8; header=present'); // which attachment() guesses from the name, with less in it
    return salesAsCsv(report.rows, separator);
  }
}
