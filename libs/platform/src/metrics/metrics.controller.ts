import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { Public } from '../access/access-rule';
import { ServiceMetrics } from './service-metrics';

/** Far less than lies between two scrapes. Strangers may ask as often as they like: that costs the gathering of ten answers a second. */
const HOLDS_FOR_MS = 100;

/** For Prometheus: beside the API, and no part of it. */
@ApiExcludeController()
@SkipThrottle()
@Public('Scrapers carry no token; figures alone, no data. What comes from outside must not be led here.')
@Controller('metrics')
export class MetricsController {
  private gathered: { at: number; text: Promise<string> } | undefined;

  constructor(private readonly metrics: ServiceMetrics) {}

  @Get()
  async read(@Res() response: Response): Promise<void> {
    response.setHeader('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE);
    response.setHeader('Cache-Control', 'no-store');
    response.end(await this.text());
  }

  private text(): Promise<string> {
    const now = performance.now();
    if (!this.gathered || now - this.gathered.at >= HOLDS_FOR_MS)
      this.gathered = { at: now, text: this.metrics.text() };
    return this.gathered.text;
  }
}
