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

  /** Only in a service that starts: a command of the command line measures nothing. A test may have no server. */
  onModuleInit(): void {
    addProcessMetrics(this.registry);
    const adapter = this.host.httpAdapter as HttpAdapterHost['httpAdapter'] | undefined;
    const server = adapter?.getHttpServer() as Server | undefined;
    if (server) this.requests.measure(server);
  }

  /** In Prometheus' text format. Takes two seconds at most, and does not fail when the database is away. */
  async text(): Promise<string> {
    return `${await this.eventing.text()}\n${await this.registry.metrics()}`;
  }
}
