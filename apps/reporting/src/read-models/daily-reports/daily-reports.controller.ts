import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Refuses, Roles } from '@warren/platform';
import { DailyReportNotFound } from '../../domain/daily-report';
import { DailyReportFailed, type DailyReportFailure } from '../../domain/daily-report-failure';
import { DailyReportFailures } from '../../persistence/daily-report-failures';
import { DailyReports } from '../../persistence/daily-reports';
import { DailyReportRequest, DayParam, ListDailyReportsRequest } from './daily-reports.request';
import {
  DailyReportFailureResponse,
  DailyReportResponse,
  ListDailyReportsResponse,
} from './daily-reports.response';

const PAGE_SIZE = 31;

@ApiTags('reports')
@Roles('staff')
@Controller('reports/daily')
export class DailyReportsController {
  constructor(
    private readonly dailyReports: DailyReports,
    private readonly dailyReportFailures: DailyReportFailures,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The daily reports that were made, a page at a time, and those that could not be',
  })
  @ApiOkResponse({ type: ListDailyReportsResponse })
  async list(@Query() { page }: ListDailyReportsRequest): Promise<ListDailyReportsResponse> {
    const found = await this.dailyReports.page(PAGE_SIZE + 1, (page - 1) * PAGE_SIZE);
    const reports = found
      .slice(0, PAGE_SIZE)
      .map(({ asOf, ...report }) => ({ ...report, asOf: asOf.toISOString() }));
    const failures = (await this.dailyReportFailures.latest(PAGE_SIZE)).map(describeFailure);
    return { reports, failures, page, pageSize: PAGE_SIZE, hasMore: found.length > PAGE_SIZE };
  }

  @Get(':day')
  @ApiOperation({ summary: "A day's report as it was made, with what was known then" })
  @ApiOkResponse({ type: DailyReportResponse })
  @Refuses(404, DailyReportNotFound, DailyReportFailed)
  async ofDay(
    @Param() { day }: DayParam,
    @Query() { revision }: DailyReportRequest,
  ): Promise<DailyReportResponse> {
    const report = await this.dailyReports.get(day, revision);
    return { ...report, asOf: report.asOf.toISOString() };
  }
}

function describeFailure({
  day,
  since,
  tries,
  triedAt,
  retryAt,
}: DailyReportFailure): DailyReportFailureResponse {
  return {
    day,
    since: since.toISOString(),
    tries,
    triedAt: triedAt.toISOString(),
    retryAt: retryAt.toISOString(),
  };
}
