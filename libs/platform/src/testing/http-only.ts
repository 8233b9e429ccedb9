import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AccessModule } from '../access/access.module';
import { ServiceConfig } from '../config/service-config';

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
