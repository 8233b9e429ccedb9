import type { Server } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Registry } from 'prom-client';
import { EventingMetrics } from '@warren/eventing';
import { DataSource } from 'typeorm';
import { ServiceConfig } from '../config/service-config';
import { HttpRequests } from './http-requests';
import { addPoolMetrics } from './pool-metrics';
import { addProcessMetrics } from './process-metrics';

/**
 * All that a service tells Prometheus: its eventing, its HTTP API, its database connections, its process. Each value carries
 * the label `service`.
 */
@Injectable()
export class ServiceMetrics implements OnModuleInit {
  private readonly registry = new Registry();
  private readonly requests = new HttpRequests(this.registry);

  constructor(
    config: ServiceConfig,
    private readonly eventing: EventingMetrics,
    private readonly host: HttpAdapterHost,
    dataSource: DataSource,
  ) {
    this.registry.setDefaultLabels({ service: config.service });
    addPoolMetrics(this.registry, dataSource);
  }

  /** Only in a service that starts: a command of the command line measures nothing. */
  onModuleInit(): void {
    addProcessMetrics(this.registry);
    this.requests.measure(this.host.httpAdapter.getHttpServer() as Server);
  }

  /** In Prometheus' text format. Takes two seconds at most, and does not fail when the database is away. */
  async text(): Promise<string> {
    return `${await this.eventing.text()}\n${await this.registry.metrics()}`;
  }
}
