import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { Public } from '../access/access-rule';
import { ServiceMetrics } from './service-metrics';

/** For Prometheus: beside the API, and no part of it. */
@ApiExcludeController()
@SkipThrottle()
@Public('Scrapers carry no token; figures alone, no data. What comes from outside must not be led here.')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: ServiceMetrics) {}

  @Get()
  async read(@Res() response: Response): Promise<void> {
    response.setHeader('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE);
    response.setHeader('Cache-Control', 'no-store');
    response.end(await this.metrics.text());
  }
}
