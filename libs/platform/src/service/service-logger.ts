import { ConsoleLogger } from '@nestjs/common';
import type { ServiceConfig } from '../config/service-config';

/** What Nest tells while it starts, line by line for every module and route: worth seeing at `debug` only. */
const NEST_STARTUP = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);
const LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;

/** Nest's console logger, with the levels and the format that the settings ask for. */
export class ServiceLogger extends ConsoleLogger {
  private readonly showsStartup: boolean;

  /** Without settings, while they are not known yet, it goes by the environment alone. */
  constructor(service: string, settings: Partial<Pick<ServiceConfig, 'LOG_FORMAT' | 'LOG_LEVEL'>> = {}) {
    const { LOG_FORMAT = process.env.LOG_FORMAT, LOG_LEVEL = 'log' } = settings;
    super({
      prefix: service,
      json: LOG_FORMAT === 'json',
      colors: LOG_FORMAT !== 'json' && Boolean(process.stdout.isTTY),
      logLevels: LEVELS.slice(0, LEVELS.indexOf(LOG_LEVEL) + 1),
    });
    this.showsStartup = this.isLevelEnabled('debug');
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (!this.showsStartup && NEST_STARTUP.has(String(rest.at(-1)))) return;
    super.log(message, ...rest);
  }
}
