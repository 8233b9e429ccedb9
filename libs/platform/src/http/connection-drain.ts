import type { Server, ServerResponse } from 'node:http';
import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/**
 * Lets clients go when the service stops. Node closes the connections that are idle at that moment; one that is just being
 * answered would be kept open afterwards, for as long as keep-alive lasts, and the stop would wait for it.
 */
@Injectable()
export class ConnectionDrain implements OnModuleDestroy, OnApplicationShutdown {
  private sweep?: NodeJS.Timeout;

  constructor(private readonly host: HttpAdapterHost) {}

  onModuleDestroy(): void {
    const server = this.host.httpAdapter.getHttpServer() as Server;
    server.prependListener('request', (_request: unknown, response: ServerResponse) => {
      response.setHeader('Connection', 'close');
    });
    this.sweep = setInterval(() => {
      if (!server.listening) server.closeIdleConnections();
    }, 50);
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
  }
}
