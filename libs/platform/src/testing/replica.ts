import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { setEnvironment } from '@warren/eventing/testing';
import { readConfig } from '../config/service-config';
import { configureHttp } from '../http/configure-http';
import { HttpClient } from './http-client';

/** A process of a service in all but name: a module, a pool and consumers of its own, on a free port. */
export interface Replica extends HttpClient {
  app: NestExpressApplication;
  /** Once and for all: a second call waits for the first. */
  stop(): Promise<void>;
}

/** Starts one with these environment variables, which are as they were before when it runs. */
export async function startReplica(
  module: Type,
  service: string,
  env: Record<string, string>,
): Promise<Replica> {
  const restore = setEnvironment(env);
  try {
    const app = await NestFactory.create<NestExpressApplication>(module, {
      bodyParser: false,
      abortOnError: false,
    });
    configureHttp(app, readConfig(service));
    await app.listen(0, '127.0.0.1');
    let stopping: Promise<void> | undefined;
    return Object.assign(new HttpClient(await app.getUrl()), {
      app,
      stop: () => (stopping ??= app.close()),
    });
  } finally {
    restore();
  }
}
