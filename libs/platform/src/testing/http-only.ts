import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AccessModule } from '../access/access.module';
import { ServiceConfig } from '../config/service-config';
import { configureHttp } from '../http/configure-http';

@Module({})
class HttpOnly {}

/** A service that has nothing but these controllers: no database, no broker. For tests of what every service does over HTTP. */
export function httpOnly(config: ServiceConfig, ...controllers: Type[]): DynamicModule {
  return {
    module: HttpOnly,
    global: true,
    imports: [AccessModule],
    controllers,
    providers: [{ provide: ServiceConfig, useValue: config }],
    exports: [ServiceConfig],
  };
}

/** The same, listening on a free port of this machine alone. Whoever calls it closes it. */
export async function serveHttpOnly(
  config: ServiceConfig,
  ...controllers: Type[]
): Promise<NestExpressApplication> {
  const module = httpOnly(config, ...controllers);
  const app = await NestFactory.create<NestExpressApplication>(module, { bodyParser: false, logger: false });
  try {
    configureHttp(app, config);
    await app.listen(0, '127.0.0.1');
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}
