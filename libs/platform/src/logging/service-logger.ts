import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { ServiceConfig } from '../config/service-config';
import { logIds } from './log-ids';
import { logRecord } from './log-record';
import { textLine, type LogLine } from './text-line';

/** What Nest tells while it starts, line by line for every module and route: worth seeing at `debug` only. */
const NEST_STARTUP = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** Nest's names for levels, and everybody else's. */
const LEVELS = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  log: 'info',
  debug: 'debug',
  verbose: 'trace',
} as const;

type Settings = Partial<Pick<ServiceConfig, 'LOG_FORMAT' | 'LOG_LEVEL'>>;

/**
 * Writes what is said with Nest's `Logger`, a line each: JSON for programs, a readable line for a terminal. Each has the service,
 * the time, the level, the context and the ids of the request or the delivery it belongs to, and none has a secret in it.
 *
 * Lines are written at once, not by a thread or later: the last words of a process that dies are those that matter.
 */
export class ServiceLogger implements LoggerService {
  private readonly logger: Logger;

  /** Without settings, while they are not known yet, it goes by the environment alone. */
  constructor(service: string, settings: Settings = {}, destination?: DestinationStream) {
    const { LOG_FORMAT = process.env.LOG_FORMAT, LOG_LEVEL = 'log' } = settings;
    this.logger = pino(
      {
        level: LEVELS[LOG_LEVEL],
        base: { service },
        messageKey: 'message',
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
        mixin: logIds,
      },
      destinationFor(LOG_FORMAT, destination ?? { write: (line) => process.stdout.write(line) }),
    );
  }

  log(message: unknown, ...params: unknown[]): void {
    if (NEST_STARTUP.has(String(params.at(-1)))) this.write('debug', message, params);
    else this.write('log', message, params);
  }

  fatal(message: unknown, ...params: unknown[]): void {
    this.write('fatal', message, params);
  }

  error(message: unknown, ...params: unknown[]): void {
    this.write('error', message, params);
  }

  warn(message: unknown, ...params: unknown[]): void {
    this.write('warn', message, params);
  }

  debug(message: unknown, ...params: unknown[]): void {
    this.write('debug', message, params);
  }

  verbose(message: unknown, ...params: unknown[]): void {
    this.write('verbose', message, params);
  }

  private write(level: keyof typeof LEVELS, message: unknown, params: unknown[]): void {
    const to = LEVELS[level];
    if (this.logger.isLevelEnabled(to)) this.logger[to](logRecord(message, params));
  }
}

/** Where nobody has chosen, a person gets text and everything else JSON. */
function destinationFor(format: string | undefined, destination: DestinationStream): DestinationStream {
  const isTerminal = Boolean(process.stdout.isTTY);
  if (format ? format === 'json' : !isTerminal) return destination;
  return { write: (line) => destination.write(textLine(JSON.parse(line) as LogLine, isTerminal)) };
}
