import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { EventingModule } from '@warren/eventing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { MakeDailyReport } from './commands/make-daily-reports/make-daily-report';
import { MakeDailyReportsSchedule } from './commands/make-daily-reports/make-daily-reports.schedule';
import { MakeDailyReportsHandler } from './commands/make-daily-reports/make-daily-reports.handler';
import { DailyReportFailures } from './persistence/daily-report-failures';
import { DailyReports } from './persistence/daily-reports';
import { ReportTurns } from './persistence/report-turns';
import { Reports } from './persistence/reports';
import { DailyReportsController } from './read-models/daily-reports/daily-reports.controller';
import { ForgetLiveEntries } from './read-models/live/forget-live-entries';
import { LiveClients } from './read-models/live/live-clients';
import { LiveEntry } from './read-models/live/live-entry.entity';
import { LiveFeed } from './read-models/live/live-feed';
import { LiveFeedProjection } from './read-models/live/live-feed.projection';
import { LiveTail } from './read-models/live/live-tail';
import { LiveController } from './read-models/live/live.controller';
import { OrderFact } from './read-models/order-facts/order-fact.entity';
import { OrderFactsProjection } from './read-models/order-facts/order-facts.projection';
import { OrdersReportController } from './read-models/orders/orders-report.controller';
import { SalesReportController } from './read-models/sales/sales-report.controller';
import { ReportingConfig } from './reporting.config';

@Module({
  imports: [
    PlatformModule.forService('reporting', ReportingConfig),
    DatabaseModule.forEntities(OrderFact, LiveEntry),
    EventingModule.forService('reporting'),
    ScheduleModule.forRoot(),
  ],
  controllers: [SalesReportController, OrdersReportController, DailyReportsController, LiveController],
  providers: [
    Reports,
    ReportTurns,
    DailyReports,
    DailyReportFailures,
    // commands
    MakeDailyReport,
    MakeDailyReportsHandler,
    MakeDailyReportsSchedule,
    // read models
    OrderFactsProjection,
    // live
    LiveFeedProjection,
    LiveFeed,
    LiveTail,
    LiveClients,
    ForgetLiveEntries,
  ],
})
export class ReportingModule {}
