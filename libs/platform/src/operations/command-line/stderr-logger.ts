import { ServiceLogger } from '../../service/service-logger';

type PrintParameters = Parameters<ServiceLogger['printMessages']>;

/**
 * The log of an operation: on standard error, for standard output is what was asked for. Warnings and worse; with
 * LOG_LEVEL=debug or verbose everything, to look for a fault.
 */
export class StderrLogger extends ServiceLogger {
  constructor(service: string) {
    const { LOG_LEVEL } = process.env;
    super(service, { LOG_LEVEL: LOG_LEVEL === 'debug' || LOG_LEVEL === 'verbose' ? LOG_LEVEL : 'warn' });
  }

  protected override printMessages(...[messages, context, level, , stack]: PrintParameters): void {
    super.printMessages(messages, context, level, 'stderr', stack);
  }
}
