import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { TerminusModule } from '@nestjs/terminus';
import { AccessModule } from './access/access.module';
import { readConfig, ServiceConfig } from './config/service-config';
import { noteSettings } from './config/settings-of-services';
import { HealthController } from './health/health.controller';
import { ReadinessCheck } from './health/readiness';
import { StartupCheck } from './health/startup';
import { Stopping } from './health/stopping';
import { ConnectionDrain } from './http/connection-drain';
import { MetricsController } from './metrics/metrics.controller';
import { ServiceMetrics } from './metrics/service-metrics';
import { Doctor } from './operations/doctor/doctor';
import { OPERATION_CONTROLLERS } from './operations/operation-controllers';
import { TracingEnd } from './tracing/tracing-end';

/**
 * What every service has: its settings ({@link ServiceConfig}, Nest's `ConfigService`), who may use its routes, its health, its
 * metrics, and what people do to it (`/ops`).
 */
@Module({})
export class PlatformModule {
  /**
   * Settings come from the environment, then from `apps/<service>/.env`, then from `.env`.
   *
   * @param service the service's name in kebab case
   * @param settings the class of its settings, where it has some of its own: what injects that class gets them
   * @example imports: [PlatformModule.forService('orders'), DatabaseModule.forEntities(OrderRow), EventingModule.forService('orders')]
   */
  static forService(service: string, settings: new () => ServiceConfig = ServiceConfig): DynamicModule {
    noteSettings(service, settings);
    return {
      module: PlatformModule,
      global: true,
      imports: [
        ConfigModule.forRoot({ isGlobal: true, envFilePath: [`apps/${service}/.env`, '.env'] }),
        TerminusModule,
        AccessModule,
      ],
      controllers: [HealthController, MetricsController, ...OPERATION_CONTROLLERS],
      providers: [
        { provide: settings, useFactory: () => readConfig(service, process.env, settings) },
        ...(settings === ServiceConfig ? [] : [{ provide: ServiceConfig, useExisting: settings }]),
        ReadinessCheck,
        StartupCheck,
        Stopping,
        ConnectionDrain,
        TracingEnd,
        ServiceMetrics,
        Doctor,
      ],
      exports: [ServiceConfig, settings, Doctor],
    };
  }
}
